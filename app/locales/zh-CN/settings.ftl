# 商家说了算的事，一条规则一句话；编辑时句中的数值就是输入框
rules-title = 规则
rules-lead = 商家说了算的事，一条一句话。改动从生效时刻起在所有服务器上执行，此前已报价的不受影响。
rules-own = { $count } 处另有规定
rules-waiting = { $count } 条待生效
rules-back = 全部规则
rules-scope = 适用范围
rules-scope-chain = 全部门店
rules-scope-show = 查看
rules-scope-of = { $name }（另有规定）
rules-in-force = 现行规则
rules-inherited = 这里没有另行规定，执行所在区域的规则，没有则执行全部门店的规则。
rules-edit-lead = 整条规则一并替换，原来的留在历史里。
rules-from = 生效时间
rules-from-hint = 留空表示立即生效，按门店时间。
rules-reason = 原因
rules-reason-hint = 2 到 200 个字，会写进历史。
rules-save = 确认生效
rules-end = 取消这里的单独规定
rules-preview = 先看会怎样
preview-title = 如果当时就是这样：
preview-lead = 只是按已有的记录重算，什么都没有改。要生效请再提交。
preview-nothing = 这些规则不影响已发生的消费和充值，没有可以重算的。
preview-no-sales = 最近 { $days } 天这里没有消费，没有可以重算的。
preview-no-top-ups = 最近 { $days } 天没有付款的充值，没有可以重算的。
preview-no-corrections = 最近 { $days } 天没有手工调整，没有可以重算的。
preview-sales = 最近 { $days } 天的 { $count } 笔消费中，{ $changed } 笔会不同；
preview-top-ups = 最近 { $days } 天的 { $count } 笔充值中，{ $changed } 笔会不同；
preview-corrections = 最近 { $days } 天的 { $count } 次手工调整中，{ $changed } 次会不同；
preview-earned = 会员得到 { $then } 积分，而不是 { $now } 积分。
preview-deducted = 积分抵扣 { $then }，而不是 { $now }。
preview-discount = 等级优惠 { $then }，而不是 { $now }；
preview-other-tier = { $count } 位消费过的会员会在另一个等级。
preview-watched = 要人查看的有 { $then } 笔，而不是 { $now } 笔。
preview-unknown-tender = { $count } 笔用了名单以外的收款方式，共 { $amount }。
preview-above-cap = 超过上限不能充的有 { $then } 笔，而不是 { $now } 笔。
preview-paid-late = 过期后才付款的有 { $then } 笔，而不是 { $now } 笔。
preview-second-person = 需要第二人批准的有 { $then } 次，而不是 { $now } 次。
preview-newest = 只重算了最近的 { $count } 条记录。
rules-scope-region = 区域：{ $name }
rules-done = 规则已生成，一秒内在所有服务器上生效，或到时生效。
rules-planned = 待生效
rules-history = 历史
rules-history-none = 这里还没有人改过。
rules-history-by = { $who } · { $when }
rules-history-from = { $when } 起生效
rules-history-begin = 从一开始就生效
rules-history-ended = 取消了这里的单独规定。
rules-history-first = 这里的第一条规则。
rules-by-start = 首次启动
rules-by-command = 命令行
rules-by-upgrade = 升级
rules-row-new = 再加一行：填写这一行；不加请留空。
rules-reason-default = 默认值。
rules-reason-start = 取自配置文件。
rules-reason-upgrade = 取自卡种的设置。
rules-older = 更早
rule-yes = 是
rule-no = 否
rule-none = 永不
rule-choice-home-store = 会员归属的门店
rule-choice-no-store = 总部
rule-choice-pro-rata = 本金和赠送金按比例
rule-choice-bonus-first = 先用赠送金
rule-choice-principal-first = 先用本金
rule-choice-bonus-at-most = 赠送金最多付账单的一部分
rule-choice-optional = 自愿设置
rule-choice-required = 必须设置

rules-shop = 店铺
rules-shop-text = 会员看到的店名和主题颜色。
rule-shop-name = 会员看到的店名是 { $name }。
rule-shop-accent = 主题颜色是 { $accent }。

rules-points = 积分
rules-points-text = 消费得多少积分，何时可用，何时到期。
rule-points-earn = 每实付 { $per } 得 { $points } 积分。
rule-points-pending = { $pending_days } 天后可用。
rule-points-lapse = 在获得之后第 { $lapse_years } 年的 12 月 31 日到期；留空表示永不过期。
rule-points-notice = 到期前 { $notice_days } 天起在会员首页提醒。

rules-deduction = 积分抵现
rules-deduction-text = 结账时积分抵多少钱。
rule-deduction-block = 每 { $block } 积分抵 { $worth }。
rule-deduction-most = 最多抵账单的 { $most_percent }%。

rules-gifts = 积分转赠
rules-gifts-text = 会员之间转赠积分。
rule-gifts-allowed = 允许会员互相转赠积分：{ $allowed }。
rule-gifts-day = 每人每天最多转赠 { $per_day } 积分。

rules-tiers = 等级
rules-tiers-text = 成长值怎么算，每级有什么。normal、silver、gold、platinum 这几个名称有中英文说法。
rule-tiers-growth = 成长值是最近 { $growth_months } 个月（含本月）的实付金额。
rule-tiers-tier = 第 { $rank } 级，名称 { $name }：满 { $threshold_fen } 达到，积分按 { $points_percent }% 计，账单减 { $discount_percent }%。

rules-stored-value = 储值
rules-stored-value-text = 卡内最多存多少，怎么用。每种卡可以另有规定。
rule-stored-value-cap = 一张卡最多存 { $cap_fen }；赠送金计入上限：{ $cap_counts_bonus }。
rule-stored-value-order = 每笔充值的使用顺序：{ $order }；只付账单的一部分时，赠送金最多付 { $bonus_percent }%。
rule-stored-value-bonus = 赠送金在充值 { $bonus_days } 天后失效；留空表示永不失效。
rule-stored-value-rank = 会员有多张卡时，充在这种卡上的钱排在第 { $use_rank } 位使用：数字小的先用，相同的先充先用。

rules-packages = 充值套餐与赠送
rules-packages-text = 一种卡可以充什么，送多少金额和积分。已打开的订单按打开时的规则入账。
rule-packages-package = 套餐售价 { $principal_fen }，送 { $bonus_fen } 和 { $points } 积分。
rule-packages-segment = 自选金额满 { $from_fen }，送 { $bonus_fen }，或送金额的 { $percent } %，另送 { $points } 积分。
rule-packages-campaign = 活动「{ $name }」从 { $from_day } 到 { $until_day }：满 { $from_fen } 送 { $bonus_fen }，或送金额的 { $percent } %，另送 { $points } 积分；比平时多时才按活动送。
rule-packages-free = 自选金额在 { $least_fen } 到 { $most_fen } 之间。
rule-packages-first = 会员首次充值另送 { $first_fen }。

rules-joining = 入会礼
rules-joining-text = 新会员从哪里来，得到什么。柜台录入的会员在本人验证手机后得到。
rule-joining-benefit = 来自 { $source } 的新会员得 { $points } 积分和 { $bonus_fen } 赠金。portal 是手机页面，counter 是柜台，* 表示其他来源。

rules-card-terms = 有效期与费用
rules-card-terms-text = 一种卡用多久，收多少费用。年费和服务费夜间从余额中扣，余额不够时只扣余额。
rule-card-terms-valid = 从发卡那天起有效 { $valid_months } 个月；留空表示长期有效。
rule-card-terms-joining = 办卡收费 { $joining_fee_fen }。
rule-card-terms-annual = 每年在入会的月份收年费 { $annual_fee_fen }；附加卡 { $annual_further_fen }。
rule-card-terms-service = 每月收服务费 { $service_fee_fen }。
rule-card-terms-replacement = 补卡收费 { $replacement_fee_fen }。

rules-top-up = 充值
rules-top-up-text = 订单等多久的钱。
rule-top-up-lives = 充值订单 { $lives_secs } 分钟内可以支付。
rule-top-up-grace = 过后再向支付机构查询 { $grace_secs } 分钟。
rule-top-up-phone = 会员在手机上的充值和兑换算作：{ $phone_store }。
rule-top-up-orders = 每位会员最多同时有 { $open_orders } 笔充值订单等待支付，一小时内最多发起 { $orders_an_hour } 笔未支付的充值订单。

rules-refunds = 充值退款
rules-refunds-text = 多久之内可退，怎么退。
rule-refunds-full = 未使用的充值 { $full_within_days } 天内全额退。
rule-refunds-gateway = 支付 { $gateway_days } 天内原路退回，超过后银行转账。
rule-refunds-shown = 门店办理的退款在会员首页提示 { $shown_days } 天。

rules-returns = 退货
rules-returns-text = 退回来的积分怎么办。
rule-returns-grace = 退回时已过期的积分还可以用 { $grace_days } 天。

rules-review = 双人复核
rules-review-text = 一个人可以单独办多少。
rule-review-points = 一个人可以单独调整 { $points_alone } 积分以内。
rule-review-money = 一个人可以单独调整或退款 { $money_alone } 以内。
rule-review-points-day = 一个人一天可以单独调整合计 { $points_a_day } 积分以内，再多须第二人批准。
rule-review-money-day = 一个人一天可以单独调整余额合计 { $money_a_day } 以内，再多须第二人批准。
rule-review-granted = 一个人可以单独批量发放合计 { $points_granted_alone } 积分或 { $money_granted_alone } 赠金以内。

rules-watch = 大额消费
rules-watch-text = 只有收银机说已收款的消费。
rule-watch-earning = 一笔获得超过 { $points_at_once } 积分即报警。
rule-watch-large = 卡外收款超过 { $outside_at_once } 为大额；同一会员或收银机一天内第 { $large_a_day } 笔起报警。
rule-watch-wait = 报警消费的积分先扣住，等人放行：{ $points_wait }。

rules-tenders = 收银方式
rules-tenders-text = 卡外收款有哪些方式：小写字母、数字和短横线。wechat、alipay、stripe、bank 是我们自己支付渠道的名称，不能用。
rule-tenders-tenders = 收银机可以收 { $tenders }。

rules-till = 收银台
rules-till-text = 扫码、确认和无人操作的收银台。
rule-till-session = 扫一次码 { $session_secs } 分钟内可以结账。
rule-till-same = 同一台收银机 { $same_scan_secs } 秒内再扫同一个码算同一次。
rule-till-approval = 会员有 { $approval_secs } 秒在手机上确认。
rule-till-questions = 一次扫码最多请会员确认 { $questions } 次。
rule-till-idle = 收银台 { $idle_secs } 分钟无人操作就要输入员工 PIN。
rule-till-unpaired = 没有配对的浏览器也可以在柜台收银：{ $unpaired }。

rules-business-day = 营业日
rules-business-day-text = 门店的一天到几点为止。
rule-business-day-ends = 午夜后 { $ends_hour } 点之前的业务算作前一天。
rules-code = 会员码
rules-code-text = 会员码的开头，输错多少次锁定。10–15、25–30 和 62 是支付软件用的。
rule-code-prefix = 会员码以 { $prefix } 开头；手机下次打开页面时换成新的开头。
rule-code-guess = { $guess_window_secs } 分钟内出现 { $guess_limit } 个错码，该手机的会员码锁定 { $guess_lock_secs } 分钟。

rules-cards = 入会与卡
rules-cards-text = 新会员同意什么，自己能做什么。
rule-cards-terms = 新会员同意 { $terms_version } 版条款。
rule-cards-limit = 新会员的卡每天免密 { $no_pin_limit_fen }。
rule-cards-birthday = 会员可以自己改 { $birthday_corrections } 次生日。

rules-sign-in = 会员登录
rules-sign-in-text = 登录时长、验证码和支付密码。
rule-sign-in-session = 会员保持登录 { $session_days } 天。
rule-sign-in-fresh = 验证码登录后 { $fresh_secs } 分钟内不用再出示别的凭证。
rule-sign-in-code = 验证码 { $code_lives_secs } 分钟内有效，可以输错 { $code_tries } 次。
rule-sign-in-address = 同一地址一小时内输错 { $code_tries_per_address } 次后，每次要等更久。
rule-sign-in-pin = 支付密码输错 { $pin_tries } 次锁定 { $pin_lock_secs } 分钟。
rule-sign-in-cooling = 用验证码设置或重置的支付密码 { $pin_cooling_secs } 小时后可用。

rules-staff = 员工登录
rules-staff-text = 登录时长和第二步验证。
rule-staff-session = 员工保持登录 { $session_hours } 小时。
rule-staff-second = 第二步验证：{ $second_factor }。
rule-staff-password = 密码连续输错 { $password_tries } 次后，每次要等更久。
rule-staff-step = 第二步输错 { $step_tries } 次锁定 { $step_lock_secs } 分钟。
rule-staff-known = 登录过的浏览器记住 { $known_browser_days } 天。

rules-messages = 短信
rules-messages-text = 验证码短信发多少、发给谁。
rule-messages-enabled = 发送验证码：{ $enabled }。
rule-messages-budget = 每天最多 { $daily_budget } 条。
rule-messages-gap = 同一手机两条之间隔 { $gap_secs } 秒。
rule-messages-phone = 同一手机每小时 { $per_phone_hour } 条，每天 { $per_phone_day } 条。
rule-messages-address = 同一地址每小时 { $per_address_hour } 条，同一网段 { $per_network_hour } 条。
rule-messages-prefix = 只有末四位不同的号码合计每小时 { $per_prefix_hour } 条。

rules-interface = 收银接口
rules-interface-text = 其他厂商的收银机可以多频繁地请求。每台服务器各自计数。
rule-interface-requests = 一台收银机每秒 { $requests_a_second } 次，瞬间最多 { $burst } 次。
rule-interface-keys = 同一地址每分钟最多试 { $wrong_keys_a_minute } 个错误密钥。

rules-nightly = 夜间任务
rules-nightly-text = 到期清理、日结封存和账目核对的时间。
rule-nightly-hour = 门店时间 { $hour } 点开始。
rule-nightly-bills = 支付机构的账单从中国时间 { $bills_hour } 点起下载。

rules-retention = 保留多久
rules-retention-text = 过时就没用的东西。账目永久保留。
rule-retention-answers = 重复请求的答复：{ $answers_days } 天。
rule-retention-sessions = 扫码和确认：{ $till_sessions_days } 天。
rule-retention-sends = 验证码的发送时间：{ $code_sends_days } 天。
rule-retention-messages = 已发送的短信：{ $messages_days } 天。
rule-retention-bills = 支付机构的账单原文：{ $bills_days } 天。
rules-profile = 会员资料
rules-profile-text = 登记和“我的”里问哪些资料。“必填”在收银台登记和个人资料页生效。
rule-profile-name = 称呼：{ $name }。
rule-profile-birthday = 生日：{ $birthday }。
rule-profile-gender = 性别：{ $gender }。
rule-profile-anniversary = 纪念日：{ $anniversary }。
rule-profile-address = 地址：{ $address }。
rule-profile-email = 电子邮箱：{ $email }。
rule-profile-document = 证件号码（只在收银台）：{ $document }。
rule-choice-off = 不问
rule-choice-asked = 可以不填
rule-choice-needed = 必填
rules-minors = 未成年会员
rules-minors-text = 按会员自己填写的生日计算。没有填生日的按成年人对待。
rule-minors-child = 未满 { $guardian_below } 周岁要有监护人同意并写下姓名，卡里最多存 { $child_cap_fen }（0 表示不能充值）。
rule-minors-youth = 未满 { $limited_below } 周岁，卡里最多存 { $youth_cap_fen }。
rules-consents = 营销同意
rules-consents-text = 加入时和“我的”里问会员愿不愿意接收，从不预先勾选。每个人同意时看到的原文都会保存。
rule-consents-version = 文案版本 { $version }。
rule-consents-ways = 会用到的方式：短信 { $sms }，微信 { $wechat }，电话 { $call }，邮件 { $mail }。
rule-consents-offers = 优惠和活动的文案：{ $offers_zh }；英文：{ $offers_en }。
rule-consents-care = 祝福和回访的文案：{ $care_zh }；英文：{ $care_en }。
rules-privacy = 数据副本和注销
rules-privacy-text = 会员自己可以做什么。
rule-privacy-copies = 每天最多生成 { $copies_a_day } 次数据副本。
rule-privacy-closing = 申请注销后等 { $closing_days } 天，期间登录即取消。
rule-privacy-give-up = 注销时可以放弃卡上的余额：{ $may_give_up }。
rule-retention-devices = 已退出的登录记录：{ $devices_days } 天。
rule-retention-approvals = 会员在手机上的付款确认：{ $approvals_days } 天。
rule-stored-value-top-up-by = 这种卡在柜台只由指定的{ $of }充值：{ $who }（门店填编号，人员填登录名；一行都不填表示不限）。
rule-stored-value-real-name = 充值后本金达到 { $real_name_from_fen }，要先登记证件。
rule-choice-store = 门店
rule-choice-operator = 人员
