# Joining, signing in, and the member's own pages
join-title = Sign in or join
share-title = { $shop } membership card
share-about = Membership of { $shop }: top-ups, points and member code on your phone, every cent in and out explained.
join-heading = Your phone is your card
join-lead = Enter your phone number and be a member of { $shop } in a minute.
join-gift-code = Pay with one scan
join-gift-points = { $points ->
    [one] One point for each ¥{ $spent } you spend, for things you like; what bonus pays earns none
   *[other] { $points } points for each ¥{ $spent } you spend, for things you like; what bonus pays earns none
}
join-gift-truth = Every cent in and out, explained
join-phone = Phone number
join-phone-hint = We send a code to this number. A new number becomes a member.
join-send = Send me a code
join-code-title = Enter the code
join-code-sent = We sent a code to { $phone }. It is valid for 5 minutes.
join-code = 6-digit code
join-terms = By going on you accept the
join-enter = Confirm
join-again = Send a new code
join-other = Use another number
home-title = Home
home-card = Membership card
home-nameless = Member { $phone }
home-show-code = Show member code
home-card-stopped = Your code is switched off: how to use it again
home-acts = Actions
act-top-up = Top up
act-mall = Points mall
act-orders = My rewards
act-statement = Statement
home-expiring = { $points } points expire on { $day }
home-shortfall = { $points } points are owed; your next points repay them first
home-refund-by-shop = The store began to pay { $amount } of a top-up back to you. See what happens with it.
home-growth = Growth
home-growth-next = Spend { $amount } more to become { $tier }
home-growth-top = You have reached the highest tier
home-growth-year = { $count ->
    [one] { $amount } this month
   *[other] { $amount } in the last { $count } months
}
home-recent = Recent
home-all = Full statement
home-nothing-title = Nothing here yet
home-nothing-text = Every top-up and every purchase will appear here.
home-growth-label = Progress to the next tier
me-title = Me
me-name = Name
me-name-save = Save
me-name-saved = The name is saved.
me-name-hint = The counter sees it masked.
me-language = Language
me-language-saved = The language is changed.
me-devices = Signed-in devices
me-this-device = this one
me-device-seen = Last used: { $when }
me-device-end = Sign out
me-device-end-of = Sign out { $device }
me-sign-out = Sign out
me-card = Card number
device-wechat = WeChat
device-iphone = iPhone
device-ipad = iPad
device-android = Android phone
device-mac = Mac
device-windows = Windows PC
device-other = Browser
pin = Payment PIN
pin-set-title = Set a payment PIN
pin-change-title = Change the payment PIN
pin-forgotten-title = Reset the payment PIN
pin-what-for = It confirms spends above your limit, a new phone number, and opening or replacing the card. Tell it to nobody; staff never ask for it.
pin-new = New PIN
pin-again = Once more
pin-old = Current PIN
pin-hint = Six digits, no runs and no single digit repeated.
pin-set = Set
pin-change = Change
pin-reset = Reset
pin-forgotten = I forgot the PIN
pin-code-to = A code is sent to { $phone }.
pin-rests = To keep others out, a PIN that was reset can be used after { $count } hours. If it is urgent, ask at the counter.
pin-first-rests = A PIN that is set by a code can be used after { $count } hours, so that nobody who picks up your phone can set one and pay. To use it at once, sign out, sign in again with a code, and set it here within ten minutes.
pin-is-locked = Too many wrong tries. The PIN can be used again from { $when }.
pin-is-cooling = The PIN was set or reset by a code and can be used from { $when }.
pin-done-set = The payment PIN is set.
pin-done-changed = The payment PIN is changed.
pin-done-reset = The payment PIN is reset.
prove-by-passkey = Confirm with a passkey
prove-sign-in-again = To show that it is you, sign out and sign in again, and come back within ten minutes.
prove-needs-pin = This needs your payment PIN. Please set one first.
code-wait-until = The next code can be asked for after { $when }.
code-wait-left = The next code can be asked for in { $count } s
code-on-its-way = The code is on its way and good for 5 minutes.
limit-title = Spending without PIN
limit-what-for = What may be paid and redeemed in a day without your PIN, balance and points (at what they are worth) together. Above it you are asked for the PIN or a passkey. With 0 you are asked every time.
limit-now = Limit a day
limit-left = Left today
limit-amount = New limit a day
limit-range = 0 to { $most }
limit-save = Save
limit-saved = The limit is saved.
limit-needs-pin = Changing the limit needs your payment PIN. Please set one first.
phone-title = Change phone number
phone-now = Your number is { $phone }
phone-what-happens = You then sign in with the new number, and other devices are signed out. Balance and points stay.
phone-needs-pin = Changing the number needs your payment PIN. Please set one first.
phone-new = New phone number
phone-new-hint = A code is sent to this number.
phone-change = Change
phone-changed = The number is changed, and other devices are signed out.
me-security = Security
me-device-since = Signed in: { $when }
me-device-place = Network { $place }
me-devices-end = Sign out all other devices
me-device-ended = That device is signed out.
me-devices-ended = All other devices are signed out.
signed-out-title = Signed out
signed-out-left = You are signed out
signed-out-left-text = The code that this device kept is erased.
signed-out-elsewhere = This device was signed out
signed-out-elsewhere-text = You signed it out from another device. If that was not you, sign in and report the card lost.
signed-out-lost = The card was reported lost
signed-out-lost-text = Every device was signed out. Once it is found, open the card with your PIN, or bring an identity document to the counter.
signed-out-replaced = The card was replaced
signed-out-replaced-text = The old code has ended. Please sign in again.
signed-out-counter = The shop signed you out
signed-out-counter-text = Somebody at the counter did it after checking an identity document. Sign in again to go on. If that was not you, report the card lost now.
signed-out-phone = The phone number was changed
signed-out-phone-text = Sign in with the new number. If you did not change it, contact the shop now.
signed-out-expired = Your session has expired
signed-out-expired-text = After 30 days one signs in again.
signed-out-when = When: { $when }
signed-out-again = Sign in again
join-invited = A friend invited you.
join-invited-unknown = This invitation is not known. You can join all the same.
join-birthday = Add your birthday (optional)
birthday-title = Birthday
birthday-by-solar = Solar calendar
birthday-by-lunar = Lunar calendar
birthday-year = Year
birthday-month = Month
birthday-day = Day
birthday-leap = Lunar leap month
birthday-what-for = There is a small surprise on the day. Solar or lunar, as you keep it.
birthday-save = Save birthday
birthday-correct = Correct birthday
birthday-corrections = { $count ->
    [one] You can correct it once more by yourself; after that the counter does, with a valid document.
   *[other] You can correct it { $count } more times by yourself; after that the counter does, with a valid document.
}
birthday-at-the-counter = The birthday was corrected before. If it is still wrong, bring a valid document to the counter.
birthday-saved = The birthday was saved.
birthday-next = Next birthday
birthday-solar = { $year }-{ $month }-{ $day }
birthday-lunar = lunar year { $year }, month { $month }, day { $day }
birthday-lunar-leap = lunar year { $year }, leap month { $month }, day { $day }
invite-title = Invite friends
invite-what = Send the link, or let a friend scan the code. When they join, it is noted that you invited them.
invite-qr = QR code of the invitation
invite-code = Your code
invite-link = Your link
invite-link-hint = Press and hold, or double-click, to copy it.
invite-nobody = Nobody has joined with it yet.
invite-joined = { $count ->
    [one] One friend has joined with it.
   *[other] { $count } friends have joined with it.
}
# Consents, profile, a copy of the data, and closing the account
me-consents = What you may be contacted about
me-consents-given = You agreed.
me-consents-withdrawn = Stopped. From now on you get no more of it.
consent-offers = Offers and news
consent-care = Wishes and questions
consent-by-sms = Text message
consent-by-wechat = WeChat message
consent-by-call = Call
consent-by-mail = E-mail
consent-since = You agreed: { $when }
consent-none = You did not agree
consent-stop = Stop it
consent-start = Send me some
consent-state-in-force = In force
consent-state-withdrawn = Taken back
consent-via-joining = Joining or signing in
consent-via-phone = The member’s phone
consent-via-closing = Closing of the account
profile-title = Profile
profile-saved = Your profile is saved.
profile-gender = Gender
profile-anniversary = Anniversary
profile-anniversary-hint = Such as a wedding day
profile-address = Address
profile-email = E-mail
profile-what-for = Change or empty any of it when you like. Who sees it and for how long it is kept is in the privacy notice.
profile-save = Save
gender-female = Female
gender-male = Male
guardian-name = Guardian’s name
guardian-hint = Below the age of { $count } a guardian has to agree: please give the name of the guardian who does.
data-title = A copy of my data
data-what = One archive in { $count } parts: profile, consents, cards, statement, purchases, top-ups, refunds, rewards, sign-ins, when codes were sent, what staff did, and more; each as CSV and JSON.
data-how-often = { $count ->
    [one] It can be made once a day.
   *[other] It can be made { $count } times a day.
}
data-proof = A phone may lie in other hands, so please show first that it is you.
data-make = Make the copy
data-ready = Your copy is ready. Fetch it before { $when }; it can be fetched once.
data-fetch = Download
close-title = Close my account
close-kept = You signed in again, so your account stays. The closing is cancelled.
close-when = { $count ->
    [0] The account is closed in the night after you ask. Signing in once before that cancels it.
    [one] The account is frozen for a day first: sign in once during that time and everything stays as it was. After that it is closed and cannot be brought back.
   *[other] The account is frozen for { $count } days first: sign in once during that time and everything stays as it was. After { $count } days it is closed and cannot be brought back.
}
close-what-goes = Erased then: phone number, name, birthday, profile, document numbers, devices, passkeys and PIN. Points expire, and every consent ends. The phone number can join again later, as a new member.
close-what-stays = The books that the law wants kept stay, under a number that leads to nobody.
close-orders = { $count ->
    [one] One reward is not collected yet. It is cancelled, and its points expire with the rest.
   *[other] { $count } rewards are not collected yet. They are cancelled, and their points expire with the rest.
}
close-refund-first = There is { $amount } on the card. You can have it paid back first, and close the account when the money has arrived.
close-to-refunds = Ask for a refund
close-give-up = I waive the { $amount } that is left on the card and do not ask for it back.
close-ask = Close my account
close-proof = All devices are signed out then.
signed-out-closing = Your account is being closed
signed-out-closing-text = It is frozen now and will be closed when its time has come. If you change your mind, sign in once before that.
member-closed = Closed member { $number }
