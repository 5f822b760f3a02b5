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
rules-inherited = 这里没有另行规定，执行全部门店的规则。
rules-edit-lead = 整条规则一并替换，原来的留在历史里。
rules-from = 生效时间
rules-from-hint = 留空表示立即生效，按门店时间。
rules-reason = 原因
rules-reason-hint = 2 到 200 个字，会写进历史。
rules-save = 确认生效
rules-end = 取消这里的单独规定
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
rules-row-new = 再加一级：填写名称；不加请留空。
rules-reason-default = 默认值。
rules-reason-start = 取自配置文件。
rules-reason-upgrade = 取自卡种的设置。
rules-older = 更早
rule-yes = 是
rule-no = 否
rule-none = 永不
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

rules-top-up = 充值
rules-top-up-text = 订单等多久的钱。
rule-top-up-lives = 充值订单 { $lives_secs } 分钟内可以支付。
rule-top-up-grace = 过后再向支付机构查询 { $grace_secs } 分钟。

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

rules-code = 会员码
rules-code-text = 会员码的开头，输错多少次锁定。10–15、25–30 和 62 是支付软件用的。
rule-code-prefix = 会员码以 { $prefix } 开头；手机下次打开页面时换成新的开头。
rule-code-guess = { $guess_window_secs } 分钟内出现 { $guess_limit } 个错码，该手机的会员码锁定 { $guess_lock_secs } 分钟。

rules-cards = 入会与卡
rules-cards-text = 新会员得到什么、同意什么，换卡收多少钱。
rule-cards-terms = 新会员同意 { $terms_version } 版条款。
rule-cards-limit = 新会员的卡每天免密 { $no_pin_limit_fen }。
rule-cards-fee = 补卡收费 { $replacement_fee_fen }。
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
