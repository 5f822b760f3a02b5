# The default texts of the membership terms and the privacy notice; amounts and days come from the shop's rules
legal-version = { $shop } · version { $version }
legal-contact-title = Contact
legal-contact-counter = For questions and complaints please come to the counter of any store. They are settled there or passed on to headquarters.
legal-contact = For questions and complaints: { $contact }, or the counter of any store.
terms-title = Membership terms
terms-lead = How the card is used, and how top-ups and refunds are worked out. Whoever joins agrees to this.
terms-card-title = The card
terms-card-one = One phone number is one card, for one person. The member code keeps changing; please send it to nobody. Staff never ask for your payment PIN.
terms-card-limit = Without the payment PIN, up to { $limit } a day can be paid and redeemed. Balance and points count together, points at what they are worth, and you can change the limit. Above it you approve on the phone with the PIN or a passkey.
terms-card-lost = If the phone or the card is lost, report it at once on this site or at a counter. From that second nothing can be spent; balance and points stay. A replacement card costs { $fee }.
terms-top-up-title = Topping up
terms-top-up-bounds = { $least } to { $most } at a time; the card holds at most { $cap } ({ $counted }).
terms-cap-with-bonus = bonus included
terms-cap-without-bonus = bonus not counted
terms-top-up-price = What you pay and what you get as a bonus is said before you pay. What the order showed holds, also when the rules change later.
terms-top-up-use = The balance can be spent in our stores only and bears no interest. Each purchase says how much of it was paid-in money and how much bonus.
terms-expiry-title = Expiry
terms-expiry-money = Paid-in money never expires.
terms-expiry-points = { $count ->
    [0] Points expire on 31 December of the year in which they were earned. The first page says so before they do.
    [one] Points expire on 31 December of the year after they were earned. The first page says so before they do.
   *[other] Points expire on 31 December, { $count } years after the one in which they were earned. The first page says so before they do.
}
terms-expiry-points-never = Points never expire.
terms-expiry-bonus = { $count ->
    [one] The bonus of a top-up expires a day after it.
   *[other] The bonus of a top-up expires { $count } days after it.
}
terms-refund-title = Refunds
terms-refund-full = { $count ->
    [one] Within a day of the top-up and unused: the paid-in money goes back in full and the bonus is void.
   *[other] Within { $count } days of the top-up and unused: the paid-in money goes back in full and the bonus is void.
}
terms-refund-later = { $count ->
    [one] Used, or after a day: what is left of the paid-in money of that top-up goes back, and its bonus ends with it. The arithmetic is shown before you ask.
   *[other] Used, or after { $count } days: what is left of the paid-in money of that top-up goes back, and its bonus ends with it. The arithmetic is shown before you ask.
}
terms-refund-way = Money goes back the way it came. What was paid more than { $count } days ago and cannot go back through the payment service is paid by bank transfer.
terms-refund-goods = When goods are returned, each part goes back to where it came from: cash and phone payments to their source, balance and points to the card. Points earned with that purchase are taken back in proportion.
terms-points-title = Points
terms-points-earn = { $points } for every { $amount } paid, and more in higher tiers. Paid means paid-in money and other ways to pay; the bonus earns no points.
terms-points-use = At the till { $points } points are worth { $amount }, for at most { $percent }% of a bill; or exchange them for rewards. Points are not paid out in cash.
terms-points-gift = Points can be given to other members, up to { $points } a day.
terms-points-no-gift = Points cannot be given to other members.
terms-change-title = Changes and leaving
terms-change-notice = Changed terms get another version and are published beforehand. Money already paid in and points already earned keep the rules they were made under.
privacy-title = Privacy notice
privacy-lead = What we keep about you, why, who sees it, and how you can see, correct and delete it.
privacy-kept-title = What is kept, and why
privacy-kept-phone = Your phone number: to sign you in, to find your card, and to send codes and messages about the account.
privacy-kept-movements = Top-ups, purchases, points and rewards, which accounting needs. What the statement shows is all of it.
privacy-kept-payments = Order number, amount and way of each payment. Card numbers and payment passwords stay with the payment service; we never see them.
privacy-kept-devices = The devices that signed in, when, and their network (the last part of the address is not kept): so that you notice a stranger.
privacy-kept-secrets = Payment PIN and codes are kept only as digests that cannot be turned back; of a passkey only its public key. Fingerprint and face never leave your phone.
privacy-seen-title = Who sees it
privacy-seen-counter = A counter sees the first letter of the name, the masked phone number and the balance.
privacy-seen-shop = Store managers and headquarters see what a refund, a complaint or the daily accounts need. Who did what is on record.
privacy-seen-services = The payment service gets order number and amount, the message service the phone number and the text, for that purpose only.
privacy-seen-nobody = Nobody else, unless the law demands it. Nothing is sold or used for advertising.
privacy-long-title = For how long
privacy-long-books = The books are kept as long as the laws on accounting and tax demand, and deleted after that.
privacy-long-session = { $count ->
    [one] A sign-in ends after a day.
   *[other] A sign-in ends after { $count } days.
}
privacy-rights-title = Your rights
privacy-rights-correct = Correct it: name, birthday and phone number under “Me”.
privacy-rights-complain = If you are not content with our answer, you can complain to the consumers’ association or the data protection authority.
privacy-safe-title = Safety
privacy-safe-how = Connections are encrypted; passwords and keys are kept sealed or as digests. Should something leak, you are told in time and what to do about it.
privacy-safe-cookies = Only the cookies that signing in and the language need; no third party’s statistics or tracking.
privacy-kept-name = Name and birthday, if you give them: to address you, and for a present on the day.
privacy-kept-profile = Gender, anniversary, address and e-mail, where the shop asks and you answer: for wishes, for sending something, and to reach you.
privacy-kept-consents = What you agreed to be written to about and by which way, the words you saw, and since when and until when.
privacy-kept-document = The number of a document that you showed: kept sealed, and shown only for a reason that is on record.
privacy-kept-guardian = For members below { $count }, the name of the guardian who agreed.
privacy-kept-not = No location, contacts or photos. When a counter checks a document, only its kind is noted.
privacy-long-account = { $count ->
    [one] Profile, document numbers, consents and ways to sign in are kept until the account is closed, a day after you ask. The books then have a number alone.
   *[other] Profile, document numbers, consents and ways to sign in are kept until the account is closed, { $count } days after you ask. The books then have a number alone.
}
privacy-long-devices = { $count ->
    [one] That a browser was signed in is kept for a day after it was signed out.
   *[other] That a browser was signed in is kept for { $count } days after it was signed out.
}
privacy-long-scans = Scans of your code are kept for { $count } days.
privacy-long-approvals = Your answers to tills are kept for { $count } days.
privacy-long-codes = Codes end after minutes; that one was sent, also to somebody who never joined, is noted for { $count } days.
privacy-long-messages = The text of a message is deleted once it was sent; that it was sent is noted for { $count } days.
privacy-rights-see = { $count ->
    [one] See it: everything in and out is on the statement, and under “Me” you can download a copy of all of it once a day.
   *[other] See it: everything in and out is on the statement, and under “Me” you can download a copy of all of it { $count } times a day.
}
privacy-rights-offers = Offers and wishes are agreed to by purpose and by way, and no box is ever ticked beforehand. Stop any of them under “Me” with one tap, at any time, at no loss.
privacy-rights-leave = { $count ->
    [one] Delete it: close your account under “Me”. Signing in within a day cancels that; after it your data is erased, and what the law on accounts keeps has a number alone.
   *[other] Delete it: close your account under “Me”. Signing in within { $count } days cancels that; after it your data is erased, and what the law on accounts keeps has a number alone.
}
privacy-safe-children = Below { $count }, join with a guardian’s consent, and give the guardian’s name.
terms-change-leave = You can leave at any time: close the account under “Me”. What is left of the paid-in money goes back by the rules above first.
