# What the shop decides. Each rule is a sentence with its values inside; where it is edited, the values are inputs
rules-title = Rules
rules-lead = What the shop decides, in sentences. A change holds from its time on, on every server, and never for what was quoted before it.
rules-own = { $count ->
    [one] { $count } scope of its own
   *[other] { $count } scopes of their own
}
rules-waiting = { $count ->
    [one] { $count } planned
   *[other] { $count } planned
}
rules-back = All rules
rules-scope = For whom
rules-scope-chain = The whole chain
rules-scope-show = Show
rules-scope-of = { $name } (rule of its own)
rules-in-force = In force now
rules-inherited = There is no rule of its own here: what holds in the region holds here too, else what holds for the whole chain.
rules-edit-lead = The whole rule is replaced, and the one before it stays in the history.
rules-from = From when on
rules-from-hint = Empty: from now on. By the shop’s clock.
rules-reason = Reason
rules-reason-hint = 2 to 200 characters; it stands in the history.
rules-save = Put into force
rules-end = End this scope’s own rule
rules-preview = See what it would have done
preview-title = Had it been so:
preview-lead = What is in the books was worked out again, and nothing was changed. Send the form again to put the rule into force.
preview-nothing = Nothing that was sold or topped up depends on these rules, so there is nothing to work out again.
preview-no-sales = Nothing was sold here in the last { $days } days, so there is nothing to work out again.
preview-no-top-ups = No top-up was paid in the last { $days } days, so there is nothing to work out again.
preview-no-corrections = Nothing was corrected by hand in the last { $days } days, so there is nothing to work out again.
preview-sales = { $count ->
    [one] Of one sale in the last { $days } days, { $changed } would have been different:
   *[other] Of { $count } sales in the last { $days } days, { $changed } would have been different:
  }{ " " }
preview-top-ups = { $count ->
    [one] Of one top-up in the last { $days } days, { $changed } would have been different:
   *[other] Of { $count } top-ups in the last { $days } days, { $changed } would have been different:
  }{ " " }
preview-corrections = { $count ->
    [one] Of one correction by hand in the last { $days } days, { $changed } would have been different:
   *[other] Of { $count } corrections by hand in the last { $days } days, { $changed } would have been different:
  }{ " " }
preview-earned = members earn { $then } points instead of { $now }.
preview-deducted = points take off { $then } instead of { $now }.
preview-discount = tiers take off { $then } instead of { $now };{ " " }
preview-tiers-up = { $count ->
    [one] {" "}One member among the buyers would rise with their next purchase.
   *[other] {" "}{ $count } members among the buyers would rise with their next purchase.
  }
preview-tiers-down = { $count ->
    [one] {" "}One would not keep their tier at the end of its period; nobody goes down before.
   *[other] {" "}{ $count } would not keep their tier at the end of its period; nobody goes down before.
  }
preview-watched = { $then } need a look instead of { $now }.
preview-unknown-tender = { $count ->
    [one] one came in by a tender that is not on the list, { $amount }.
   *[other] { $count } came in by tenders that are not on the list, { $amount } in all.
  }
preview-above-cap = { $then } are above the cap instead of { $now }.
preview-paid-late = { $then } are paid after their order has ended instead of { $now }.
preview-second-person = { $then } need a second person instead of { $now }.
preview-newest = {" "}Only the newest { $count } were worked out again.
rules-scope-region = Region { $name }
rules-done = The rule was made. It is in force on every server within a second, or at its time.
rules-planned = Planned
rules-history = History
rules-history-none = Nobody has decided anything here yet.
rules-history-by = { $who } · { $when }
rules-history-from = in force from { $when }
rules-history-begin = in force from the beginning
rules-history-ended = The scope’s own rule ended.
rules-history-first = The first rule here.
rules-by-start = First start
rules-by-command = Command line
rules-by-upgrade = Upgrade
rules-row-new = Another one: fill the line in, or leave it empty.
rules-reason-default = The default.
rules-reason-start = Taken over from the configuration file.
rules-reason-upgrade = Taken over from the kind of card.
rules-older = Older
rule-yes = yes
rule-no = no
rule-none = never
rule-choice-home-store = the member’s home store
rule-choice-no-store = headquarters
rule-choice-pro-rata = both in proportion
rule-choice-bonus-first = bonus first
rule-choice-principal-first = paid-in money first
rule-choice-bonus-at-most = bonus up to a part of the bill
rule-choice-fen = the fen
rule-choice-jiao = the jiao
rule-choice-yuan = the yuan
rule-choice-list = the list price
rule-choice-member = the members’ price
rule-choice-dealer1 = the price of dealers of level 1
rule-choice-dealer2 = the price of dealers of level 2
rule-choice-dealer3 = the price of dealers of level 3
rule-choice-optional = only of those who have set one up
rule-choice-required = of everybody

rules-shop = The shop
rules-shop-text = What members know it by, and its colour.
rule-shop-name = Members know it as { $name }.
rule-shop-accent = Its colour is { $accent }.

rules-points = Points
rules-points-text = What earns points, from when on they can be used, and how long they live.
rule-points-earn = Every { $per } paid earns { $points } points.
rule-points-pending = They can be used { $pending_days } days later.
rule-points-lapse-none = They never lapse.
rule-points-lapse = They lapse on 31 December, { $lapse_years } years after the one in which they were earned. Empty: never.
rule-points-notice = The member’s first page says so { $notice_days } days before.

rules-deduction = Points at the till
rules-deduction-text = What points take off a bill.
rule-deduction-block = Every { $block } points take { $worth } off.
rule-deduction-most = Points pay at most { $most_percent } % of a bill.

rules-gifts = Gifts of points
rules-gifts-text = Points from member to member.
rule-gifts-allowed = Members may give points to each other: { $allowed }.
rule-gifts-day = A member may give away { $per_day } points a day.

rules-tiers = Tiers
rules-tiers-text = What is counted for them, and what each gives. The names normal, silver, gold and platinum have words in every language.
rule-tiers-metric = Tiers look at { $metric }.
rule-tiers-growth = Thresholds are sums of { $window_days } days, the one that runs included; where points count, 1.00 stands for one point.
rule-tiers-tier = Tier { $rank }, called { $name }: from { $threshold_fen } on, { $points_percent } % of the points, { $discount_percent } % off.
rule-tiers-way = Tier { $tier } (the lowest is 1) is also reached by { $at_least_fen } within { $days } days.
rule-tiers-period = A tier holds for { $period_months } months at least and ends with a month.
rule-tiers-notice = A message is sent { $notice_days } days before anybody goes down; without it nobody does.
rule-tiers-gift = The gift of tier { $tier } (the lowest is 1): { $points } points and a coupon of kind { $coupon } (empty: none), once for each member.
rule-tiers-benefit = From tier { $tier } (the lowest is 1) on, in Chinese { $chinese }, in English { $english }.
rules-referral = Bringing friends
rules-referral-text = What a member and a friend get after the friend’s first purchase.
rule-referral-on = Friends bring a reward: { $on }.
rule-referral-gives = Who sent them gets { $referrer_points } points, the friend { $friend_points }.
rule-referral-coupons = And a coupon each: of kind { $referrer_coupon } for who invited, of kind { $friend_coupon } for the friend (empty: none).
rule-referral-first = The first purchase has to be made within { $within_days } days of joining and come to { $least_fen } paid net.
rule-referral-wait = Both get theirs { $wait_days } days after it.
rule-referral-back = When all of it comes back within { $back_days } days after that, both lose theirs.
rule-referral-month = One member is rewarded for { $a_month } friends a month at most.
rules-earn-rates = Rates of points
rules-earn-rates-text = At which tills, categories, brands, kinds of card, tiers and days more or less is earned; the first row that holds decides. The numbers stand in the addresses of their pages.
rule-earn-rates-rate = { $name }: { $percent } % of the usual points; till { $terminal }, category { $category }, brand { $brand }, kind of card { $card_type }, tier { $tier }, day of the week { $weekday }, day of the month { $month_day } (empty: any).
rule-choice-net-spend = what was paid net
rule-choice-top-up = what was topped up
rule-choice-points = points that purchases earned

rules-prices = Prices
rules-prices-text = What members’ and dealers’ prices take part in, and what is let go at the end of a bill.
rule-prices-rounding = Bills are rounded down to { $rounding }.
rule-prices-members = At members’ prices, tier and campaigns take something off too: { $member_discounts }; coupons as well: { $member_coupons }; they earn points: { $member_points }.
rule-prices-dealers = At dealers’ prices, tier and campaigns take something off too: { $dealer_discounts }; coupons as well: { $dealer_coupons }; they earn points: { $dealer_points }.

rules-price-level = Whose price
rules-price-level-text = At which of the goods’ prices whoever has a card buys. A kind of card can have a rule of its own, as dealers’ cards do.
rule-price-level-level = Goods are sold at { $level }, where they have one.

rules-stored-value = Stored value
rules-stored-value-text = What a card may hold and how it is used. A kind of card can have a rule of its own.
rule-stored-value-cap = A card holds at most { $cap_fen }; bonus counts towards it: { $cap_counts_bonus }.
rule-stored-value-order = Of each top-up is used: { $order }; where bonus pays a part of the bill, at most { $bonus_percent } % of it.
rule-stored-value-bonus-none = The bonus of a top-up never lapses.
rule-stored-value-bonus = The bonus of a top-up lapses after { $bonus_days } days. Empty: never.
rule-stored-value-rank = When a member has several cards, what was put on this one is used in place { $use_rank }: the smallest number first, and of the same the oldest.

rules-packages = Packages and bonus
rules-packages-text = What can be topped up on a card, and what that gives in money and in points. An order keeps what it was opened with.
rule-packages-package = A package costs { $principal_fen } and gives { $bonus_fen } on top, and { $points } points.
rule-packages-segment = A free amount from { $from_fen } on gives { $bonus_fen }, or { $percent } % of the amount, and { $points } points.
rule-packages-campaign = { $name }, from { $from_day } to { $until_day }: from { $from_fen } on it gives { $bonus_fen }, or { $percent } % of the amount, and { $points } points, where that is more than usual.
rule-packages-free = A free amount lies between { $least_fen } and { $most_fen }.
rule-packages-first = A member’s first top-up gives { $first_fen } more.

rules-joining = Gifts for joining
rules-joining-text = What a new member gets, by where they came from. Who was entered at a counter gets it when they have proved their phone.
rule-joining-benefit = Whoever came by { $source } gets { $points } points and { $bonus_fen } of bonus. Here portal is the phone’s own page, counter the counter, and * everything else.

rules-card-terms = Validity and fees
rules-card-terms-text = How long a card holds and what it costs. Fees of the year and of the month are taken from the balance at night, as far as there is one.
rule-card-terms-valid-none = A card holds without an end.
rule-card-terms-valid = A card holds for { $valid_months } months from the day on which it is given out. Empty: without an end.
rule-card-terms-joining = To get one costs { $joining_fee_fen }.
rule-card-terms-annual = A year costs { $annual_fee_fen }, in the month in which the member joined; of a card beside the first one { $annual_further_fen }.
rule-card-terms-service = A month costs { $service_fee_fen }.
rule-card-terms-replacement = Another card for a lost one costs { $replacement_fee_fen }.
rule-card-terms-hands = Who sells a card or a top-up is somebody else than who takes the money and gives it out: { $separate_hands }.

rules-top-up = Topping up
rules-top-up-text = How long an order waits for its money.
rule-top-up-lives = A top-up can be paid for { $lives_secs } minutes.
rule-top-up-grace = The payment service is still asked for { $grace_secs } minutes after that.
rule-top-up-phone = Top-ups and redemptions on the phone count for { $phone_store }.
rule-top-up-orders = A member may have { $open_orders } orders waiting for their payment, and open { $orders_an_hour } within an hour without paying them.

rules-refunds = Refunds of top-ups
rules-refunds-text = Until when a top-up is taken back, and how.
rule-refunds-full = An unused top-up is taken back in full within { $full_within_days } days.
rule-refunds-gateway = The payment service pays back what was paid in the last { $gateway_days } days; later it is a bank transfer.
rule-refunds-shown = A member sees for { $shown_days } days what staff paid back.

rules-returns = Returns of goods
rules-returns-text = What becomes of points that come back.
rule-returns-claw-back = When a part comes back, the rest is charged as if it had been bought alone: { $claw_back }. Otherwise a part brings back its share of what was paid.
rule-returns-grace = Points that come back after they would have lapsed can be used for { $grace_days } more days.

rules-return-terms = Terms of returns
rules-return-terms-text = Which goods come back within how many days, and what they bring without a receipt. The number of a category stands in the address of its page.
rule-return-terms-window = Goods come back within { $window_days } days of the sale (empty: without an end).
rule-return-terms-category = { $name }: category { $category } comes back within { $days } days (0: not at all).
rule-return-terms-lowest = Without a receipt, goods bring the lowest price of { $lowest_days } days, { $lowest_percent } % of it.
rule-return-terms-a-day = One person takes back { $without_receipt_a_day_fen } a day without receipts; a second one approves what is above it.

rules-review = Two persons
rules-review-text = What one person may do alone.
rule-review-points = One person corrects up to { $points_alone } points alone.
rule-review-money = One person corrects or pays back up to { $money_alone } alone.
rule-review-points-day = One person alone changes up to { $points_a_day } points a day; beyond that a second person approves.
rule-review-money-day = One person alone changes balances by up to { $money_a_day } a day; beyond that a second person approves.
rule-review-granted = One person alone grants many members up to { $points_granted_alone } points or { $money_granted_alone } of bonus in all.

rules-watch = Large sales
rules-watch-text = Sales of which only a till says that they were paid.
rule-watch-earning = A sale that earns more than { $points_at_once } points alarms.
rule-watch-large = A sale with more than { $outside_at_once } paid outside of the card is a large one; the { $large_a_day }th of a member or a till in a day alarms, and each after it.
rule-watch-wait = The points of such a sale wait until somebody releases them: { $points_wait }.

rules-tenders = Ways to pay at the till
rules-tenders-text = How money may come in that the card does not pay: small letters, digits and dashes. wechat, alipay, stripe and bank are our own gateways’ names.
rule-tenders-tenders = A till takes { $tenders }.

rules-till = At the till
rules-till-text = Scans, approvals, and a counter that nobody uses.
rule-till-session = A scan can be used for a sale for { $session_secs } minutes.
rule-till-same = The same code from the same till is the same scan for { $same_scan_secs } seconds.
rule-till-approval = A member has { $approval_secs } seconds to approve on the phone.
rule-till-questions = One scan asks { $questions } times at most.
rule-till-idle = A counter that nobody uses for { $idle_secs } minutes asks for its operator’s PIN.
rule-till-unpaired = Browsers that were not paired as tills may serve at the counter: { $unpaired }.

rules-business-day = Business day
rules-business-day-text = Until when a store’s day lasts.
rule-business-day-ends = What happens less than { $ends_hour } hours after midnight belongs to the day before.
rules-code = The member code
rules-code-text = How it begins, and when wrong ones lock. The digits 10 to 15, 25 to 30 and 62 belong to payment apps.
rule-code-prefix = The code begins with { $prefix }. Phones show the new beginning when they next load the page.
rule-code-guess = Within { $guess_window_secs } minutes { $guess_limit } wrong codes lock a phone’s code for { $guess_lock_secs } minutes.

rules-cards = Joining and cards
rules-cards-text = What a new member accepts, and what they may do by themself.
rule-cards-terms = New members accept version { $terms_version } of the terms.
rule-cards-limit = From a new member’s card { $no_pin_limit_fen } a day may go without PIN or approval.
rule-cards-birthday = A member may correct their birthday { $birthday_corrections } times by themself.

rules-sign-in = Members’ sign-in
rules-sign-in-text = Sessions, one-time codes and PINs.
rule-sign-in-session = A member stays signed in for { $session_days } days.
rule-sign-in-fresh = For { $fresh_secs } minutes after a sign-in by code nothing else needs to be shown.
rule-sign-in-code = A one-time code lives for { $code_lives_secs } minutes and allows { $code_tries } wrong tries.
rule-sign-in-address = After { $code_tries_per_address } wrong codes from one address in an hour each further one waits longer.
rule-sign-in-pin = { $pin_tries } wrong PINs lock it for { $pin_lock_secs } minutes.
rule-sign-in-cooling = A PIN that was set or reset by code can be used after { $pin_cooling_secs } hours.

rules-staff = Staff’s sign-in
rules-staff-text = Sessions and second steps.
rule-staff-session = Staff stay signed in for { $session_hours } hours.
rule-staff-second = A second step is wanted { $second_factor }.
rule-staff-password = After { $password_tries } wrong passwords in a row each further one waits longer.
rule-staff-step = { $step_tries } wrong codes of it lock it for { $step_lock_secs } minutes.
rule-staff-known = A browser is known for { $known_browser_days } days after a sign-in.

rules-messages = Messages
rules-messages-text = One-time codes by SMS: how many, and to whom.
rule-messages-enabled = Codes are sent: { $enabled }.
rule-messages-budget = { $daily_budget } a day over all phones at most.
rule-messages-gap = { $gap_secs } seconds lie between two for one phone.
rule-messages-phone = One phone gets { $per_phone_hour } an hour and { $per_phone_day } a day.
rule-messages-address = One address asks for { $per_address_hour } an hour, one network for { $per_network_hour }.
rule-messages-prefix = Numbers that differ in their last four digits get { $per_prefix_hour } an hour together.

rules-interface = Tills’ interface
rules-interface-text = How often tills of other makers may ask. Each server counts for itself.
rule-interface-requests = A till may ask { $requests_a_second } times a second, { $burst } times at once.
rule-interface-keys = One address may try { $wrong_keys_a_minute } wrong keys a minute.

rules-nightly = Night’s work
rules-nightly-text = When what is over lapses, days are sealed and the books are proved.
rule-nightly-hour = It begins at { $hour } o’clock by the shop’s clock.
rule-nightly-bills = The payment services’ bills are fetched from { $bills_hour } o’clock on, China’s time.

rules-retention = How long things are kept
rules-retention-text = What loses its use with age. The books are kept for ever.
rule-retention-answers = Answers to repeated requests: { $answers_days } days.
rule-retention-sessions = Scans and approvals: { $till_sessions_days } days.
rule-retention-sends = When codes were sent: { $code_sends_days } days.
rule-retention-messages = Messages that were sent: { $messages_days } days.
rule-retention-bills = The payment services’ bills as they came: { $bills_days } days.
rules-profile = Members’ profile
rules-profile-text = What is asked at the counter and under “Me”. What is needed counts at the counter’s form and on the profile page.
rule-profile-name = Name: { $name }.
rule-profile-birthday = Birthday: { $birthday }.
rule-profile-gender = Gender: { $gender }.
rule-profile-anniversary = Anniversary: { $anniversary }.
rule-profile-address = Address: { $address }.
rule-profile-email = E-mail: { $email }.
rule-profile-document = Document number (at the counter only): { $document }.
rule-choice-off = not asked
rule-choice-asked = may be left out
rule-choice-needed = needed
rules-minors = Members under age
rules-minors-text = By the birthday that members say themselves. Who has said none is taken for grown up.
rule-minors-child = Below { $guardian_below } a guardian agrees, by name, and a card holds { $child_cap_fen } at most (0: no top-ups).
rule-minors-youth = Below { $limited_below } a card holds { $youth_cap_fen } at most.
rules-consents = Consent to marketing
rules-consents-text = What members are asked on the way in and under “Me”; no box is ever ticked beforehand. The words that each of them saw are kept.
rule-consents-version = The wording is called { $version }.
rule-consents-ways = Ways that are used: text message { $sms }, WeChat { $wechat }, call { $call }, e-mail { $mail }.
rule-consents-offers = Words for offers and news, in Chinese: { $offers_zh }; in English: { $offers_en }
rule-consents-care = Words for wishes and questions, in Chinese: { $care_zh }; in English: { $care_en }
rules-privacy = Copies of data, and closing an account
rules-privacy-text = What members can do by themselves.
rule-privacy-copies = A member may have { $copies_a_day } copies of their data made a day.
rule-privacy-closing = An account is closed { $closing_days } days after its owner asked; signing in meanwhile keeps it.
rule-privacy-give-up = The member may waive the money on the card when an account is closed: { $may_give_up }.
rule-retention-devices = Sessions that are over: { $devices_days } days.
rule-retention-approvals = Members’ answers to tills: { $approvals_days } days.
rules-shifts = Shifts
rules-shifts-text = Opening a shift, differences of drawers, and what the audit looks for.
rule-shifts-asked = Money moves at a counter only in an open shift: { $asked }.
rule-shifts-difference = A difference above { $difference_fen } needs a reason.
rule-shifts-ends = A shift that is open when the business day ends is closed as not counted: { $ends_with_the_day }.
rule-shifts-soon = The audit names goods that come back to who sold them within { $soon_back_secs } minutes.
rule-shifts-far = The audit names a member who buys in two stores within { $far_secs } minutes.
rule-shifts-last = The audit names returns within { $last_secs } minutes before a shift ends.
rule-stored-value-top-up-by = At a counter such cards are topped up only by this { $of }: { $who } (a store’s code, or somebody’s log-in; no line at all: by everybody).
rule-stored-value-real-name = Once the paid-in money reaches { $real_name_from_fen } by a top-up, a document has to be on record.
rule-choice-store = store
rule-choice-operator = person
rules-printers = Slip printers
rules-printers-text = The network printers of tills; a till that is not listed prints by its browser.
rule-printers-printer = Till { $till } prints to { $address } (such as 192.168.1.50:9100), { $columns } half-width signs a line: 32 on 58 mm paper, 48 on 80 mm.
rule-printers-drawer = The drawer behind a till’s printer is opened when cash pays a sale: { $drawer }.
