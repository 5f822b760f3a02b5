# The second person: what waits, and saying yes or no

sign-offs-title = Approvals
sign-offs-lead = What is above one person’s limit is posted once a second person approves it.
sign-offs-for-you = Waiting for you
sign-offs-for-you-none = Nothing waits for you.
sign-offs-yours = What you asked for
sign-offs-yours-none = Nothing that you asked for waits.
sign-off-refund = Refund of a top-up
sign-off-correction = Correction by hand
sign-off-asked = Asked for by { $who }, { $when }
sign-off-chosen = { $who } was asked to approve
sign-off-anybody = Anybody with the right may approve
sign-off-nobody = Nobody else may approve this at the moment.
sign-off-reason-hint = For example: confirmed with the member.
sign-off-yes = Approve
sign-off-no = Refuse
sign-off-who = Who shall approve
sign-off-ask = Ask them on their own device
sign-off-here-text = Whoever approves types their own counter PIN here; the till stays signed in as you.
sign-off-pin = The approver’s counter PIN
sign-off-no-pin = (no counter PIN)
sign-off-done-approved = Approved and posted.
sign-off-done-refused = Refused; nothing was posted.
sign-off-done-chosen = They were asked to approve.
counter-tab-approvals = Approvals
error-sign-off-others = Somebody else was asked for this.
sign-off-go = Ask a second person
