# The books as a whole
books-title = Today's books
books-top-ups = Topped up
books-refunds = Top-ups refunded
books-bonus = Bonus granted
books-bonus-ended = Bonus ended by refunds
books-sales = Sales
books-returns = Goods returned
books-fees = Fees charged
books-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
books-proof = Proof of the books
books-proof-good = Everything adds up
books-proof-bad = The books do not add up
books-proof-none = Not proven yet
books-proof-run = Prove now
books-points = Points granted, net
books-redemptions = Rewards
books-entries = Entries
books-proof-what = Checks every posting, every balance and every lot
books-by-region = Today by region
books-by-store = Today by store
books-region = Region
books-no-region = Stores in no region
books-no-store = Headquarters (no single store’s)
