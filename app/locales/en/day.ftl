# Closing days, and their audit
days-title = Days
days-lead = Up to which day each store has closed, and who is behind.
days-none = No stores
days-none-text = You see no store.
days-behind = Behind
days-in-time = In time
days-store = Store
days-state = State
days-closed = Closed up to
days-next = Next day
days-open-shifts = Open shifts
days-more = More stores
day-before = Day before
day-after = Day after
day-is-open = This day is open.
day-closed-at = Closed
day-closed-by = By
day-forced = Closed by force because
day-open-shifts = Open shifts
day-close-title = Close the day
day-close-text = Nothing is posted on a closed day; what comes late stands on the next one and says so. Differences do not stand in the way, open shifts do.
day-force-reason = Reason for closing by force
day-force-hint = With a reason, open shifts are closed too, as not counted.
day-close = Close the day
day-was-closed = The day is closed.
audit-title = Daily audit
audit-lead = Read and tick line by line. A line that changes after its tick is marked.
audit-outstanding = Outstanding on members’ accounts, by this store’s entries
audit-outstanding-table = Opening and closing
audit-opening = Opening
audit-closing = Closing
audit-what = What
audit-who = Who
audit-name = Number or subject
audit-open = Not ticked
audit-changed = Changed since
audit-comment = Comment
audit-comment-on = Comment on { $name }
audit-tick = Tick
audit-count = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
audit-sum = { $count ->
    [one] { $count } item, { $amount }
   *[other] { $count } items, { $amount } in all
}
audit-rows = { $count ->
    [one] Show { $count } row
   *[other] Show { $count } rows
}
audit-more = Only the first 100 are listed; the reports have the rest.
audit-proved = Proved { $when }: the books hold
audit-not-proved = Proved { $when }: the books do not hold
audit-never-proved = Never proved
audit-see-above = See above
audit-was-ticked = Ticked.
audit-was-signed = Signed.
audit-signed-by = Signed by
audit-sign-title = Second signature
audit-sign-text = By somebody who ticked no line, when the day is closed and every line was read.
audit-sign = Sign
audit-cards = Cards given out, replaced, lost
audit-fees = Card fees
audit-top-ups = Top-ups by channel and operator
audit-refunds = Refunds
audit-manual = Balance and points changed by hand
audit-by-hand = Changed prices and discounts by hand
audit-typed-codes = Codes that were typed
audit-returns = Returns
audit-soon-back = Returned soon to who sold it
audit-last-minute = Returned just before a shift ended
audit-no-receipt = Returned without a receipt
audit-beyond-terms = Returned beyond the terms
audit-exchanges = Exchanged for other goods
audit-own-account = Sold to one’s own account
audit-two-stores = One member in two stores within minutes
audit-watched = Large sales paid outside the card
audit-late = Entries that came late
audit-cash = Cash in and out
audit-drawers = Drawers that differ or were not counted
audit-pick-ups = Orders handed out
audit-sign-offs = Approvals by a second person
audit-roles = Staff and roles changed
audit-exports = Exports
audit-proof = Proof of the books
card-event-lost = Reported lost
card-event-found = Found
card-event-frozen = Frozen
card-event-unfrozen = Unfrozen
card-event-replaced = Replaced
card-event-issued = Given out
card-event-kind-changed = Kind changed
card-event-renewed = Renewed
card-event-taken-back = Taken back
