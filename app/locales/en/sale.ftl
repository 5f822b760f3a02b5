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
