# Sales and their receipts
sale-title = Sale
sale-may-spend = May pay up to
sale-may-not = Identifies only, cannot pay
sale-until = Valid until
sale-amount = Amount
sale-quote = Work out
sale-due = Due
sale-composition = Paid from
sale-after = Balance afterwards
sale-take = Take payment
sale-cancel = Cancel
sale-other-member = Another member
sale-enter = Enter
receipt-title = Receipt
receipt-done = Paid
receipt-nobody = Without a member
receipt-was-before = This scan was paid already. Here is its receipt; nothing more was taken.
receipt-next = Next member
receipt-number = Receipt
receipt-balance = Member's balance
sale-member = Member
watched-title = Large sales of tills
watched-waiting = { $count ->
    [one] { $count } large sale needs a look by a person
   *[other] { $count } large sales need a look by a person
}
watched-open = To do
watched-decided = Decided
watched-one = This sale
watched-large-earning = Very many points at once
watched-many-large = Many large sales in a day
watched-receipt = Receipt
watched-gross = Bill
watched-outside = Not from the card
watched-state = Now
watched-points-wait = The points wait
watched-to-look-at = To be looked at
watched-released = Was right
watched-taken = Points taken back
watched-advice = Of this money the system has only the till's word. Look for it in the store's cash book or at its terminal. If it never came in, take the points back, end the till's key with “huika till-key end”, and make a new one.
watched-note-hint = 2 to 200 characters: what was looked at.
watched-release = It was right: release the points
watched-seen = It was right
watched-take = It was not: take the points back
sale-will-ask = Above what the code alone may spend today ({ $amount } left): the member is asked on the phone.
sale-ask = Ask the member
sell-title = Sell
sell-scan = Scan a member code, goods, or type an amount
sell-add = Add
sell-hint = 3*barcode is three pieces; words look goods up; Enter in the empty field goes on to paying.
sell-none = No such goods are on sale.
sell-bill = This bill
sell-empty-title = Nothing on it yet
sell-empty-text = Scan a barcode, type an amount, or tap goods above.
sell-goods = Goods
sell-list = List price
sell-pieces = Pieces
sell-subtotal = Subtotal
sell-amount = Amount
sell-pieces-of = Pieces of { $goods }
sell-change = Change
sell-remove = Take { $goods } off
sell-use-points = Pay with points
sell-points-amount = How many points (empty for as many as may be)
sell-recount = Work it out again
sell-best = Use the best coupons
sell-code = Coupon or campaign code
sell-code-use = Use it
hand-title = Change a price, give a discount
hand-of = Of which line
hand-of-bill = The whole bill
hand-kind = How
hand-kind-percent = Percent off
hand-kind-amount = Amount off
hand-kind-price = One piece costs
hand-figure = Figure
hand-reason = Reason
hand-reason-damaged = The goods have a flaw
hand-reason-soon-over = Has to be sold soon
hand-reason-display = Was on show, or the last one
hand-reason-other-price = A lower price is shown here or elsewhere
hand-reason-goodwill = To make up for something
hand-reason-bargain = Bargained, or bought a lot
hand-reason-other = Something else (please write it)
hand-note = In words
hand-second = Above your limit, somebody with the right types their PIN here
hand-second-who = Who says yes
hand-second-none = Nobody needed
hand-second-pin = Their counter PIN
hand-give = Take it off
hand-remove = Undo
hand-approved = said yes to
sell-nobody = Nobody in particular
sell-nobody-text = A member code, a card number or a phone number says who it is.
sell-scan-over = The scan is over
sell-scan-over-text = Who it is is still known, but nothing can be spent. Scan the member code again, or only identify.
sell-identify = Identify only, paid outside
sell-without = Without a member
sell-notes = Notes of the staff
sell-coupons = { $count ->
    [one] One coupon
   *[other] { $count } coupons
}
sell-coupons-end = { $count ->
    [one] One of them ends soon, at { $when }
   *[other] { $count } of them end soon, the first at { $when }
}
sell-birthday-today = Birthday today
sell-birthday-near = { $count ->
    [one] Birthday tomorrow
   *[other] Birthday in { $count } days
}
sell-pay = Pay
sell-pay-card = { $amount } from the card
sell-card-short = { $amount } on the card, not enough for all of it
sell-card-first = The card first, the rest otherwise
sell-card-amount = So much from the card
sell-card-amount-hint = The rest is paid below; empty for as far as the card goes.
sell-received = Cash received
sell-received-hint = Works out the change.
sell-part = Several ways to pay
sell-part-tender = A part of it by
sell-part-amount = That part
sell-attempt = A wallet is being asked for this bill; it stays as it is until that is over.
sell-attempt-see = See what came of it
sell-offline = The line is down. What was typed is still here, is sent again by itself, and nothing is charged twice.
sell-park = Set aside
sell-void = Give up
sell-parked = Set aside
sell-parked-count = Set aside: { $count }
sell-parked-none = Nothing is set aside
sell-parked-none-text = Sales that were set aside are listed here, for every till of the store.
sell-was-parked = Set aside. To spend from the card, the member code has to be scanned again.
sell-was-void = This sale was given up.
sell-resume = Take up
sell-lines = { $count ->
    [one] { $count } line
   *[other] { $count } lines
}
sell-go-on = Go on with the sale that is open
sell-display = Customer display
display-title = Customer display
display-thanks = Thank you
display-welcome = Welcome to { $shop }
receipt-received = Cash received
receipt-change = Change
counter-tab-sell = Sell
goods-back-title = Returns
goods-back-done = Taken back. Hand out what was paid in cash or by card; what a wallet had paid goes back by itself.
goods-back-left = { $goods }: { $count } left, { $due } paid for all
goods-back-amount = Amount before discounts
goods-back-see = See what goes back
goods-back-figures = What goes back
goods-back-gross = List price
goods-back-out = Back by { $tender }
goods-back-points = Points back
goods-back-taken = Earned points taken back
goods-back-confirm = Take back
sell-off = Taken off
