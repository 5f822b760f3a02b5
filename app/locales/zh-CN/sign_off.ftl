# The second person: what waits, and saying yes or no

sign-offs-title = 审批
sign-offs-lead = 超过一个人权限的操作，由第二个人批准后才入账。
sign-offs-for-you = 等你批准
sign-offs-for-you-none = 没有等你批准的事项。
sign-offs-yours = 你提出的
sign-offs-yours-none = 你没有等待批准的事项。
sign-off-refund = 退还充值
sign-off-correction = 手工更正
sign-off-asked = { $who } 于 { $when } 提出
sign-off-chosen = 已请 { $who } 批准
sign-off-anybody = 任何有权限的人都可以批准
sign-off-nobody = 现在没有其他人能批准这一项。
sign-off-reason-hint = 例如：已向会员确认。
sign-off-yes = 批准
sign-off-no = 拒绝
sign-off-who = 请谁批准
sign-off-ask = 请他在自己的设备上批准
sign-off-here-text = 批准人在这里输入自己的收银密码，收银台仍由你登录。
sign-off-pin = 批准人的收银密码
sign-off-no-pin = （未设收银密码）
sign-off-done-approved = 已批准并入账。
sign-off-done-refused = 已拒绝，没有入账。
sign-off-done-chosen = 已请对方批准。
counter-tab-approvals = 审批
error-sign-off-others = 这一项请了别人批准。
sign-off-go = 请第二个人批准
