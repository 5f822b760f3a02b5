# A price, explained: its lines, each step with its arithmetic, and what was not used and why
price-explained = How this price comes about
price-amount = Amount
price-pieces = { $name } × { $count }
price-line-due = { $amount } to pay
price-by-offer = { $step }: { $name }
price-gift = Given with it
price-gift-by = Given with it: { $name }
price-campaign = Campaign
price-coupon = Coupon
price-code = Code { $number }
price-not-used = { $count ->
    [one] { $count } offer was not used
   *[other] { $count } offers were not used
}

price-step-level = Price for you
price-step-own-price = Changed price
price-step-tier = Tier discount
price-step-hand-line = Discount by hand
price-step-line-campaign = Campaign
price-step-order-campaign = Campaign on the bill
price-step-coupon-percent = Coupon
price-step-coupon-amount = Coupon
price-step-coupon-exchange = Coupon for goods
price-step-hand-bill = Discount of the bill by hand
price-step-points = Paid with points
price-step-rounding = Rounded down

why-not-not-yet = It does not hold yet.
why-not-over = It is over.
why-not-other-day = It does not hold on this day.
why-not-other-hour = It does not hold at this hour.
why-not-other-store = It does not hold in this store.
why-not-members-only = It is for members.
why-not-other-tier = It is for another tier.
why-not-other-card-type = It is for another kind of card.
why-not-other-tag = It is for other members.
why-not-other-source = It is for members who joined another way.
why-not-no-birthday = It holds around a birthday.
why-not-not-first-sale = It is for a first purchase.
why-not-no-goods = Nothing here is what it holds for.
why-not-below-threshold = The bill is not high enough.
why-not-too-few-pieces = There are too few pieces.
why-not-limit-reached = It was used as often as it may be.
why-not-budget-spent = What was set aside for it is used up.
why-not-used = It was used before.
why-not-not-chosen = Others were chosen.
why-not-unknown-code = Nothing has this code.
why-not-not-with = It does not go with another one that saves more.
why-not-costs-more = With it the bill would be higher.
why-not-nothing-left = There is nothing left to take off.
why-not-given-twice = It was there twice.
why-not-rule-wrong = It is set up wrongly. Please tell the shop.

missing-money = { $amount } more is needed.
missing-pieces = { $count ->
    [one] { $count } more piece is needed.
   *[other] { $count } more pieces are needed.
}
missing-from = From { $when }.
missing-dearer = By { $amount }.
missing-instead = { $name } saves { $amount } more.
