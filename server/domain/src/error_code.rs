//! The one vocabulary of error codes: what a refusal is called in addresses, in answers to tills and as the key of its text in both
//! languages.

use crate::text_enum;

text_enum! {
    /// Why something was refused. Each is said in both languages by the text `error-` and its code.
    pub enum ErrorCode {
        /// The card can take only so much more.
        AboveCap = "above-cap",
        /// Above what may be spent today without a PIN: so much is left.
        AboveLimit = "above-limit",
        /// An address has 1 to 120 signs.
        AddressLength = "address-length",
        /// At most so much at once, please.
        AmountAbove = "amount-above",
        /// At least so much, please.
        AmountBelow = "amount-below",
        /// Please enter an amount.
        AmountEmpty = "amount-empty",
        /// That is not an amount.
        AmountNotANumber = "amount-not-a-number",
        /// Please enter the amount without a sign.
        AmountSigned = "amount-signed",
        /// That amount is too large.
        AmountTooLarge = "amount-too-large",
        /// An amount has at most two decimals.
        AmountTooManyDecimals = "amount-too-many-decimals",
        /// The amount is below the minimum.
        AmountTooSmall = "amount-too-small",
        /// The smallest amount is above the largest one.
        AmountsOrder = "amounts-order",
        /// That took too long, or there were too many wrong codes.
        AppOver = "app-over",
        /// The bill costs something else by now.
        ApprovalChanged = "approval-changed",
        /// The member did not answer in time.
        ApprovalExpired = "approval-expired",
        /// This payment is over; nothing was spent.
        ApprovalOver = "approval-over",
        /// The member said no.
        ApprovalRefused = "approval-refused",
        /// There is no such payment to approve.
        ApprovalUnknown = "approval-unknown",
        /// The member was asked three times for this scan.
        AskedTooOften = "asked-too-often",
        /// A line of the audit is not ticked as it is now.
        AuditNotRead = "audit-not-read",
        /// Whoever ticked a line does not sign the audit.
        AuditSamePerson = "audit-same-person",
        /// The audit is signed.
        AuditSigned = "audit-signed",
        /// This page mark belongs to another list.
        BadCursor = "bad-cursor",
        /// A day is written as 2026-11-22.
        BadDay = "bad-day",
        /// A page has between 1 and 100 lines.
        BadLimit = "bad-limit",
        /// A number of pieces is a whole number up to 9999.
        BadQuantity = "bad-quantity",
        /// The list cannot be read, or it names nobody.
        BadList = "bad-list",
        /// The balance is not enough: so much is missing.
        BalanceShort = "balance-short",
        /// The last digit of the barcode does not fit the others.
        BarcodeCheckDigit = "barcode-check-digit",
        /// A barcode has 8, 12, 13 or 14 digits.
        BarcodeLength = "barcode-length",
        /// Other goods on sale at that time have this barcode.
        BarcodeTaken = "barcode-taken",
        /// The birthday was corrected before.
        BirthdayAtTheCounter = "birthday-at-the-counter",
        /// A birthday cannot be after today.
        BirthdayInTheFuture = "birthday-in-the-future",
        /// There is no such day.
        BirthdayNotADay = "birthday-not-a-day",
        /// Please enter a year from 1900 on, with four digits.
        BirthdayTooLongAgo = "birthday-too-long-ago",
        /// A bonus is an amount or a part of it, not both.
        BonusOneWay = "bonus-one-way",
        /// Two lines begin at the same amount.
        BonusTwice = "bonus-twice",
        /// A brand’s name has 1 to 40 characters.
        BrandName = "brand-name",
        /// The system is busy.
        Busy = "busy",
        /// A code has 4 to 20 letters and digits.
        CampaignCode = "campaign-code",
        /// Another campaign that is on has this code.
        CampaignCodeTaken = "campaign-code-taken",
        /// The figures of the campaign make no sense.
        CampaignFigures = "campaign-figures",
        /// Nothing has this number or name.
        CampaignGoods = "campaign-goods",
        /// These hours or days do not exist.
        CampaignHours = "campaign-hours",
        /// A limit is 1 or more.
        CampaignLimit = "campaign-limit",
        /// There are as many campaigns on as a bill can look at.
        CampaignMany = "campaign-many",
        /// Somebody has changed this campaign meanwhile.
        CampaignMeanwhile = "campaign-meanwhile",
        /// A name has 1 to 30 characters.
        CampaignName = "campaign-name",
        /// What only gives points has neither limit nor budget.
        CampaignNotCounted = "campaign-not-counted",
        /// While it runs, limits and budget can only rise.
        CampaignOnlyMore = "campaign-only-more",
        /// The campaign is over.
        CampaignOver = "campaign-over",
        /// While it runs, the discount stays.
        CampaignRuns = "campaign-runs",
        /// It cannot become that from where it stands.
        CampaignStage = "campaign-stage",
        /// More than that has been used already.
        CampaignUsed = "campaign-used",
        /// A sale has at most two hundred lines.
        CartFull = "cart-full",
        /// This sale is over, or was taken up at another till.
        CartOver = "cart-over",
        /// A campaign ends on its first day or later.
        CampaignDays = "campaign-days",
        /// This kind of card holds no money.
        CardNoMoney = "card-no-money",
        /// One digit of the card number is wrong.
        CardNumberCheckDigit = "card-number-check-digit",
        /// The card number has the wrong length.
        CardNumberLength = "card-number-length",
        /// This card holds no more.
        CardOver = "card-over",
        /// The card’s state changed a moment ago; nothing was done.
        CardStatus = "card-status",
        /// There is money on the card: have it paid back or say that you give it up.
        CloseBalance = "close-balance",
        /// What is on the card has changed since the page was shown.
        CloseChanged = "close-changed",
        /// Something is set aside until a person has decided about it.
        CloseHeld = "close-held",
        /// A refund is under way.
        CloseRefundOpen = "close-refund-open",
        /// An order to top up may still be paid.
        CloseTopUpOpen = "close-top-up-open",
        /// The card that was shown has expired.
        CardExpired = "card-expired",
        /// The account is being closed already.
        ClosingAlready = "closing-already",
        /// The account is not being closed.
        ClosingNone = "closing-none",
        /// A short name has 1 to 20 small letters, digits and hyphens.
        CardTypeCode = "card-type-code",
        /// Another kind of card has this short name.
        CardTypeCodeTaken = "card-type-code-taken",
        /// The English name has at most 40 characters.
        CardTypeEnglish = "card-type-english",
        /// This is what new members get; choose another kind for them first.
        CardTypeKept = "card-type-kept",
        /// The name has 1 to 20 characters.
        CardTypeName = "card-type-name",
        /// Categories have three levels at most.
        CategoryDepth = "category-depth",
        /// There are goods or categories in this category.
        CategoryInUse = "category-in-use",
        /// A category’s name has 1 to 20 characters.
        CategoryName = "category-name",
        /// There is such a category already.
        CategoryTaken = "category-taken",
        /// One digit is wrong.
        CodeCheckDigit = "code-check-digit",
        /// A member code has 20 digits.
        CodeLength = "code-length",
        /// Too many wrong codes; this one is locked for some minutes.
        CodeLocked = "code-locked",
        /// This is not a member code.
        CodeMalformed = "code-malformed",
        /// A member code has only digits.
        CodeNotDigits = "code-not-digits",
        /// This is a payment code of another app.
        CodeOtherNetwork = "code-other-network",
        /// These digits belong to payment apps.
        CodePrefix = "code-prefix",
        /// Please enter the 6 digits from the message.
        CodeShape = "code-shape",
        /// Another store has this short name.
        CodeTaken = "code-taken",
        /// The code is too old.
        CodeTooOld = "code-too-old",
        /// No member was found.
        CodeUnknown = "code-unknown",
        /// This code was used already: then, a store.
        CodeUsed = "code-used",
        /// Too many wrong codes came from your network.
        CodeWait = "code-wait",
        /// The code is wrong.
        CodeWrong = "code-wrong",
        /// A comment has at most 500 characters.
        CommentLength = "comment-length",
        /// So much is not there to be taken, so nothing was corrected.
        CorrectionShort = "correction-short",
        /// No more copies can be made today.
        CopiesUsedUp = "copies-used-up",
        /// A number of notes or coins is a whole number from 0 to 9,999.
        CountWrong = "count-wrong",
        /// This counter was locked.
        CounterLocked = "counter-locked",
        /// Too many wrong PINs: this session is over.
        CounterPinOver = "counter-pin-over",
        /// The coupon is worth more than the bill.
        CouponAboveBill = "coupon-above-bill",
        /// It would take off more than it asks for.
        CouponAboveThreshold = "coupon-above-threshold",
        /// As many coupons of this kind as the shop wants were issued.
        CouponAllIssued = "coupon-all-issued",
        /// A batch has so many codes.
        CouponBatchSize = "coupon-batch-size",
        /// So many are 1 to 100,000 in all, and 1 to 1,000 for a member.
        CouponCaps = "coupon-caps",
        /// A code has twelve letters and digits.
        CouponCodeForm = "coupon-code-form",
        /// There is no such code, or it was claimed, or it is over.
        CouponCodeGone = "coupon-code-gone",
        /// Too many wrong codes.
        CouponCodeTries = "coupon-code-tries",
        /// A coupon holds for a day at least and ten years at most.
        CouponDays = "coupon-days",
        /// The last day is before the first one.
        CouponDaysOrder = "coupon-days-order",
        /// What it takes off makes no sense.
        CouponEffect = "coupon-effect",
        /// An English name has up to 40 signs.
        CouponEnglish = "coupon-english",
        /// This coupon was used, has expired, or was taken back.
        CouponGone = "coupon-gone",
        /// These hours make no sense.
        CouponHours = "coupon-hours",
        /// This coupon is not given on.
        CouponKept = "coupon-kept",
        /// This coupon is not given out any more.
        CouponKindEnded = "coupon-kind-ended",
        /// Another kind of coupon has this short name.
        CouponKindTaken = "coupon-kind-taken",
        /// The member got as many coupons of this kind as one gets.
        CouponMemberHas = "coupon-member-has",
        /// A coupon has a name of 1 to 20 signs.
        CouponName = "coupon-name",
        /// What is exchanged has to be named.
        CouponNeedsGoods = "coupon-needs-goods",
        /// It cannot be given to this number.
        CouponNoTaker = "coupon-no-taker",
        /// Small print has up to 80 signs.
        CouponText = "coupon-text",
        /// The day is closed already.
        DayClosed = "day-closed",
        /// That is not a day.
        DayInvalid = "day-invalid",
        /// The day has not begun.
        DayNotBegun = "day-not-begun",
        /// An earlier day is open.
        DayNotNext = "day-not-next",
        /// The day is open.
        DayOpen = "day-open",
        /// A move lies at most a year ahead.
        DayTooFar = "day-too-far",
        /// A drawer differs by more than needs no reason.
        DifferenceReason = "difference-reason",
        /// This is not a number of such a document.
        DocumentNumber = "document-number",
        /// This is not an e-mail address.
        EmailInvalid = "email-invalid",
        /// That is too many rows at once.
        ExportLarge = "export-large",
        /// Three of your exports are under way already.
        ExportTooMany = "export-too-many",
        /// The balance is less than the fee of so much.
        FeeAboveBalance = "fee-above-balance",
        /// Something that is needed was left out.
        FieldNeeded = "field-needed",
        /// The file is too large.
        FileTooLarge = "file-too-large",
        /// One of the filters cannot be read and was not applied.
        FilterUnreadable = "filter-unreadable",
        /// The payment service did not answer.
        GatewayUnavailable = "gateway-unavailable",
        /// That did not work.
        General = "general",
        /// That is more points than may be given away on one day.
        GiftAboveDay = "gift-above-day",
        /// Points cannot be given away here.
        GiftNotAllowed = "gift-not-allowed",
        /// Below this age a guardian has to agree, by name.
        GuardianNeeded = "guardian-needed",
        /// A number of goods has 1 to 30 letters, digits, hyphens, dots or underscores.
        GoodsCode = "goods-code",
        /// Other goods have this number.
        GoodsCodeTaken = "goods-code-taken",
        /// Goods are not taken off sale before they come on sale.
        GoodsDays = "goods-days",
        /// A name has 1 to 60 characters.
        GoodsName = "goods-name",
        /// A unit has 1 to 8 characters.
        GoodsUnit = "goods-unit",
        /// Enter what the gateway took: no more than what of this payment was not refunded yet.
        HeldAmount = "held-amount",
        /// The gateway took a part already.
        HeldReversed = "held-reversed",
        /// This amount has been released or taken already.
        HoldClosed = "hold-closed",
        /// This number identifies and earns, but cannot pay.
        IdentifyOnly = "identify-only",
        /// A grant names at least one member who can have it.
        GrantEmpty = "grant-empty",
        /// This grant was decided already.
        GrantOver = "grant-over",
        /// A table has no heading for the number of goods, or one twice.
        ImportHeadings = "import-headings",
        /// The cell says neither goods nor service.
        ImportKind = "import-kind",
        /// A row of the table is wrong.
        ImportRows = "import-rows",
        /// The cell says neither yes nor no.
        ImportYes = "import-yes",
        /// Something went wrong on our side.
        Internal = "internal",
        /// This link no longer works.
        InvitationOver = "invitation-over",
        /// Two lines are about the same path.
        JoiningTwice = "joining-twice",
        /// This form was already used.
        KeyReused = "key-reused",
        /// This is the last one who may edit roles.
        LastEditor = "last-editor",
        /// This is the member’s last card.
        LastCard = "last-card",
        /// This is the last store that is open.
        LastStore = "last-store",
        /// The limit lies between 0 and so much.
        LimitAbove = "limit-above",
        /// At most so many of this item for each member.
        LimitReached = "limit-reached",
        /// This line came back already.
        LineReturned = "line-returned",
        /// Too many wrong tries.
        Locked = "locked",
        /// A log-in has 2 to 40 letters, digits, dots, hyphens or underscores.
        LoginShape = "login-shape",
        /// Somebody has this log-in already, or had it before they left.
        LoginTaken = "login-taken",
        /// That cannot be read.
        Malformed = "malformed",
        /// That is more members than are changed at once.
        MembersTooMany = "members-too-many",
        /// A bill or a payment of one of both accounts is under way at a till.
        MergeAtTill = "merge-at-till",
        /// One of both accounts is being closed.
        MergeClosing = "merge-closing",
        /// Something about one of both accounts waits for a second person.
        MergeCorrectionWaits = "merge-correction-waits",
        /// An amount of one of both accounts waits for a decision.
        MergeHeld = "merge-held",
        /// The card of one of both accounts is not in use.
        MergeNotActive = "merge-not-active",
        /// The documents of both accounts are of two people.
        MergeOtherPerson = "merge-other-person",
        /// A refund of one of both accounts is under way.
        MergeRefundOpen = "merge-refund-open",
        /// An account is not merged with itself.
        MergeSame = "merge-same",
        /// An order to top up one of both accounts may still be paid.
        MergeTopUpOpen = "merge-top-up-open",
        /// The message is too long.
        MessageTooLong = "message-too-long",
        /// The ages of members who are not grown up do not fit each other.
        MinorAges = "minor-ages",
        /// A card of somebody this young holds no money.
        MinorNoTopUp = "minor-no-top-up",
        /// A name has between 1 and 20 characters.
        NameLength = "name-length",
        /// Another region has this name.
        NameTaken = "name-taken",
        /// This one was dealt with before.
        NoAlarm = "no-alarm",
        /// There was no answer in time.
        NoAnswerInTime = "no-answer-in-time",
        /// There is no such card in use.
        NoCard = "no-card",
        /// Nobody has this phone or card number.
        NoCardHolder = "no-card-holder",
        /// There is no such kind of card.
        NoCardType = "no-card-type",
        /// There is no such coupon.
        NoCoupon = "no-coupon",
        /// There is no such batch of codes.
        NoCouponBatch = "no-coupon-batch",
        /// There is no such kind of coupon.
        NoCouponKind = "no-coupon-kind",
        /// There is no such category.
        NoCategory = "no-category",
        /// The code is no longer valid.
        NoCode = "no-code",
        /// A segment has at least one condition that can be read.
        NoConditions = "no-conditions",
        /// There is no such export, or it is over.
        NoExport = "no-export",
        /// There are no such goods.
        NoGoods = "no-goods",
        /// There is no such group of offers.
        NoStackGroup = "no-stack-group",
        /// There is no such campaign.
        NoCampaign = "no-campaign",
        /// There is no such amount set aside.
        NoHold = "no-hold",
        /// The request has no key of its own, so nothing was done.
        NoIdempotencyKey = "no-idempotency-key",
        /// Check the member’s identity document first and choose which it was.
        NoIdentification = "no-identification",
        /// There is no such table.
        NoImport = "no-import",
        /// There is no such item.
        NoItem = "no-item",
        /// The till has not said its key.
        NoKey = "no-key",
        /// There is no such member.
        NoMember = "no-member",
        /// There is no such operator.
        NoOperator = "no-operator",
        /// There is no such order.
        NoOrder = "no-order",
        /// A drawer is handed to somebody else who works here.
        NoReceiver = "no-receiver",
        /// This refund was not found.
        NoRefund = "no-refund",
        /// There is no such region.
        NoRegion = "no-region",
        /// There is no such role.
        NoRole = "no-role",
        /// This store has no such receipt.
        NoSale = "no-sale",
        /// There is no such segment.
        NoSegment = "no-segment",
        /// This scan is not open at this till.
        NoSession = "no-session",
        /// No shift is open at this till.
        NoShift = "no-shift",
        /// There is no such store.
        NoStore = "no-store",
        /// There is nothing at this address.
        NoSuchAddress = "no-such-address",
        /// Nothing has this name.
        NoSuchName = "no-such-name",
        /// This receipt has no such line.
        NoLine = "no-line",
        /// There is no such tag, or it has ended.
        NoTag = "no-tag",
        /// Nobody can take these points.
        NoTaker = "no-taker",
        /// Please say how the rest was paid.
        NoTender = "no-tender",
        /// There is no such till.
        NoTill = "no-till",
        /// This top-up was not found.
        NoTopUp = "no-top-up",
        /// This is no member code, card number or phone number.
        NotACode = "not-a-code",
        /// This is no card number and no phone number.
        NotANumber = "not-a-number",
        /// There is a character in it that cannot be kept, so nothing was done.
        NotAText = "not-a-text",
        /// This card cannot be used at the moment, so nothing was done.
        NotActive = "not-active",
        /// This membership has ended.
        NotActiveClosed = "not-active-closed",
        /// This card is frozen, nothing can be taken from it.
        NotActiveFrozen = "not-active-frozen",
        /// This card is reported lost, nothing can be taken from it.
        NotActiveLost = "not-active-lost",
        /// The card was frozen or reported lost after the scan, and nothing was taken.
        NotActiveNow = "not-active-now",
        /// Your role may not do this; nothing has changed.
        NotAllowed = "not-allowed",
        /// This item is no longer offered.
        NotOffered = "not-offered",
        /// Somebody has decided about this before.
        NotWaiting = "not-waiting",
        /// A code that was typed is not used: here is why.
        CodeNotUsed = "code-not-used",
        /// Above what the operator may take off alone: a second person has to say so by their PIN.
        HandNeedsSecond = "hand-needs-second",
        /// The discount has to be a percentage from 1 to 100, an amount, or a price.
        HandFigure = "hand-figure",
        /// These goods have a price that nothing takes anything off.
        HandNoDiscount = "hand-no-discount",
        /// The line is not there any more.
        HandNoLine = "hand-no-line",
        /// That would not take anything off.
        HandNothing = "hand-nothing",
        /// The operator may take nothing off by hand.
        HandNotAllowed = "hand-not-allowed",
        /// A reason is chosen from the list, and written where it says nothing by itself.
        HandReasonMissing = "hand-reason-missing",
        /// Whoever is named may not say yes to it: not the one at the till, and with the right to both.
        HandSecondMayNot = "hand-second-may-not",
        /// Your role does not do this.
        NotYourRole = "not-your-role",
        /// There are as many notes about this member as anybody reads.
        NotesTooMany = "notes-too-many",
        /// It is so already; nothing has changed.
        NothingChanged = "nothing-changed",
        /// Nothing of this bill is paid from the card, so there is nothing to approve.
        NothingToApprove = "nothing-to-approve",
        /// This order was collected or cancelled already.
        OrderNotReady = "order-not-ready",
        /// This top-up was not found; nothing has changed.
        OrderUnknown = "order-unknown",
        /// The member code is too old.
        OutOfTime = "out-of-time",
        /// Above what may be spent today without a PIN: so much is left.
        OverNoPin = "over-no-pin",
        /// This is your own member account: somebody else has to do this.
        OwnAccount = "own-account",
        /// Two packages have the same price.
        PackageTwice = "package-twice",
        /// This package is no longer offered.
        PackageUnknown = "package-unknown",
        /// This code pairs no till, or no longer.
        PairCode = "pair-code",
        /// No passkey was used: the person said no, or it took too long. Said by the browser's own script.
        PasskeyCancelled = "passkey-cancelled",
        /// This device has a passkey for this account already.
        PasskeyExists = "passkey-exists",
        /// The passkey was not accepted.
        PasskeyFailed = "passkey-failed",
        /// That took too long, or the answer was used before.
        PasskeyOver = "passkey-over",
        /// Too many tries from here.
        PasskeyTooMany = "passkey-too-many",
        /// There are ten passkeys already.
        PasskeyTooManyKept = "passkey-too-many-kept",
        /// This passkey is not known here, or it was removed.
        PasskeyUnknown = "passkey-unknown",
        /// That is not your password.
        PasswordAgain = "password-again",
        /// This password is among those that are tried first, or contains your log-in.
        PasswordCommon = "password-common",
        /// This password is too long.
        PasswordLong = "password-long",
        /// A password has at least 8 characters.
        PasswordShort = "password-short",
        /// The two new passwords differ.
        PasswordsDiffer = "passwords-differ",
        /// That is no payment code of WeChat or Alipay.
        PayCodeMalformed = "pay-code-malformed",
        /// Another payment for this bill is not over.
        PayCodeNotOver = "pay-code-not-over",
        /// UnionPay codes are not taken here.
        PayCodeUnionpay = "pay-code-unionpay",
        /// There is no such payment by code here.
        PayCodeUnknown = "pay-code-unknown",
        /// This payment code was scanned a moment ago.
        PayCodeUsed = "pay-code-used",
        /// The payment service refused this payment.
        PaymentRefused = "payment-refused",
        /// Please enter your phone number.
        PhoneEmpty = "phone-empty",
        /// That is not a valid phone number.
        PhoneInvalid = "phone-invalid",
        /// Only phone numbers from mainland China are possible at the moment.
        PhoneOtherCountry = "phone-other-country",
        /// This number belongs to another membership; nothing was changed.
        PhoneTaken = "phone-taken",
        /// The days of a post do not fit.
        PostDays = "post-days",
        /// One person has no more posts than so many.
        PostsUsedUp = "posts-used-up",
        /// The picture is broken.
        PictureBroken = "picture-broken",
        /// This is no JPEG, PNG or WebP picture.
        PictureKind = "picture-kind",
        /// The picture has too many pixels.
        PictureTooLarge = "picture-too-large",
        /// No order has this code.
        PickUpUnknown = "pick-up-unknown",
        /// The card was reported lost, so no PIN can be set.
        PinCardLost = "pin-card-lost",
        /// The PIN was set or reset by a code and can be used from then.
        PinCooling = "pin-cooling",
        /// The two PINs differ.
        PinDiffers = "pin-differs",
        /// The PIN was set a moment ago; nothing was changed.
        PinExists = "pin-exists",
        /// Too many wrong PINs.
        PinLocked = "pin-locked",
        /// You have no payment PIN yet.
        PinNone = "pin-none",
        /// The PIN has six digits.
        PinShape = "pin-shape",
        /// This PIN is too easy to guess.
        PinWeak = "pin-weak",
        /// The PIN is wrong; so many tries are left.
        PinWrong = "pin-wrong",
        /// So many points cannot be used on this bill.
        PointsAboveLimit = "points-above-limit",
        /// Please enter how many points.
        PointsEmpty = "points-empty",
        /// That is not a number of points.
        PointsNotANumber = "points-not-a-number",
        /// Points are used in whole steps only.
        PointsNotWholeBlocks = "points-not-whole-blocks",
        /// You do not have enough points.
        PointsShort = "points-short",
        /// That is too many points.
        PointsTooLarge = "points-too-large",
        /// Those are too few points.
        PointsTooSmall = "points-too-small",
        /// No price is above the list price.
        PriceAboveList = "price-above-list",
        /// The bill costs something else by now.
        PriceChanged = "price-changed",
        /// The printer broke off: look at the paper before printing again.
        PrinterUnclear = "printer-unclear",
        /// The printer does not answer; nothing was printed.
        PrinterUnreachable = "printer-unreachable",
        /// The list price is above zero.
        PriceRange = "price-range",
        /// The customer gave less than what is due.
        ReceivedShort = "received-short",
        /// Of somebody who comes in the member's place, the name and a document are needed.
        ProxyHalf = "proxy-half",
        /// Please give a reason of 2 to 200 characters.
        ReasonLength = "reason-length",
        /// This refund has ended.
        RefundEnded = "refund-ended",
        /// The books of this top-up need a look by a person.
        RefundLotWrong = "refund-lot-wrong",
        /// So much needs the approval of a second person first.
        RefundNeedsSecond = "refund-needs-second",
        /// The payment service works on this refund; it cannot be ended by hand.
        RefundNotAtCounter = "refund-not-at-counter",
        /// This refund does not wait for an approval.
        RefundNotWaiting = "refund-not-waiting",
        /// Nothing that was paid in is left of this top-up.
        RefundNothingLeft = "refund-nothing-left",
        /// A refund of this top-up is under way already.
        RefundUnderWay = "refund-under-way",
        /// That was refused.
        Refused = "refused",
        /// There are stores in this region, or some will be.
        RegionInUse = "region-in-use",
        /// Somebody leads this region.
        RegionLed = "region-led",
        /// A region's name has 1 to 40 characters.
        RegionName = "region-name",
        /// What was sold by lines comes back by lines.
        ReturnByLines = "return-by-lines",
        /// A category has its days in one row.
        ReturnCategoryTwice = "return-category-twice",
        /// These goods do not come back by the shop's terms.
        ReturnExcluded = "return-excluded",
        /// That is more than was sold.
        ReturnMoreThanSold = "return-more-than-sold",
        /// The receipt does not add up.
        ReturnSaleWrong = "return-sale-wrong",
        /// The days are over in which these goods come back.
        ReturnTooLate = "return-too-late",
        /// A limit is a whole amount from 0 on.
        RightLimit = "right-limit",
        /// Nobody gives a right that they do not have.
        RightNotYours = "right-not-yours",
        /// Operators have this role.
        RoleInUse = "role-in-use",
        /// A role's name has 1 to 20 characters.
        RoleName = "role-name",
        /// Another role has this name.
        RoleNameTaken = "role-name-taken",
        /// These rights do not fit the role.
        RoleRights = "role-rights",
        /// The chain’s rule can be changed, not ended.
        RuleChainStays = "rule-chain-stays",
        /// Please choose one of the words.
        RuleChoice = "rule-choice",
        /// A colour is written as # and six digits, such as #0b7a5b.
        RuleColour = "rule-colour",
        /// A day is written as 2026-12-01.
        RuleDay = "rule-day",
        /// Somebody has changed this rule meanwhile.
        RuleMeanwhile = "rule-meanwhile",
        /// This takes 1 to … characters.
        RuleName = "rule-name",
        /// This takes a number from … to ….
        RuleNumber = "rule-number",
        /// There may be 1 to … of these.
        RuleRows = "rule-rows",
        /// This is what the rule says already.
        RuleSame = "rule-same",
        /// There is no such rule.
        RuleScope = "rule-scope",
        /// A rule holds from now on, or from a time within the next ten years.
        RuleTime = "rule-time",
        /// A value is not what it may be.
        RuleValue = "rule-value",
        /// This takes 1 to … words.
        RuleWords = "rule-words",
        /// A rule of the shop is wrong.
        RuleWrong = "rule-wrong",
        /// A second person has to do this; you asked for it yourself.
        SamePerson = "same-person",
        /// Type what to look for.
        SearchEmpty = "search-empty",
        /// This looks like no phone number, card number, receipt or order.
        SearchForm = "search-form",
        /// Too many wrong codes.
        SecondLocked = "second-locked",
        /// That sign-in is over.
        SecondOver = "second-over",
        /// Please set up a second step first.
        SecondStepNeeded = "second-step-needed",
        /// That is not the code, or it was used before.
        SecondWrong = "second-wrong",
        /// Who sold it takes no money for it: somebody else does.
        SeparateHands = "separate-hands",
        /// This scan is over or older than 5 minutes.
        SessionOver = "session-over",
        /// This address cannot be used any more.
        SetupKey = "setup-key",
        /// A name is missing or too long.
        SetupName = "setup-name",
        /// The shop could not be opened with these rules.
        SetupRule = "setup-rule",
        /// Please choose a trade.
        SetupTrade = "setup-trade",
        /// The file is broken.
        SheetBroken = "sheet-broken",
        /// Nothing stands in the table.
        SheetEmpty = "sheet-empty",
        /// This is no table.
        SheetKind = "sheet-kind",
        /// The table is too large.
        SheetTooLarge = "sheet-too-large",
        /// The person's shift is open at another till.
        ShiftElsewhere = "shift-elsewhere",
        /// The shift is somebody else's.
        ShiftOfAnother = "shift-of-another",
        /// A shift is open at this till.
        ShiftOpen = "shift-open",
        /// Shifts of the day are open.
        ShiftsOpen = "shifts-open",
        /// There is a shop here already.
        ShopOpen = "shop-open",
        /// A name has 1 to 20 characters.
        ShortName = "short-name",
        /// There are not enough points.
        ShortOfPoints = "short-of-points",
        /// To show that it is you, sign out and sign in again, and come back within ten minutes.
        SignInAgain = "sign-in-again",
        /// Somebody else was asked for this.
        SignOffOthers = "sign-off-others",
        /// You have been signed out.
        SignedOut = "signed-out",
        /// All of these are gone.
        SoldOut = "sold-out",
        /// There are as many segments as a shop may have.
        SegmentsTooMany = "segments-too-many",
        /// Nothing can be recorded at the moment, so nothing was done.
        Storage = "storage",
        /// An address has at most 120 characters.
        StoreAddress = "store-address",
        /// This store is closed.
        StoreClosed = "store-closed",
        /// A short name has 1 to 8 letters and digits.
        StoreCode = "store-code",
        /// Opening hours have at most 120 characters.
        StoreHours = "store-hours",
        /// That is not a link that begins with https.
        StoreMap = "store-map",
        /// A store's name has 1 to 40 characters.
        StoreName = "store-name",
        /// That is not a phone number.
        StorePhone = "store-phone",
        /// A cashier and a manager have exactly one store.
        StoresDoNotFit = "stores-do-not-fit",
        /// No messages can be sent at the moment.
        SwitchedOff = "switched-off",
        /// There are as many tags as a shop may have.
        TagsTooMany = "tags-too-many",
        /// A tier by hand ends on a day after today, within ten years.
        TierEnd = "tier-end",
        /// A tier gives one gift.
        TierGiftTwice = "tier-gift-twice",
        /// Another rate says the same of the same.
        EarnRateTwice = "earn-rate-twice",
        /// Members hold a tier that the list would no longer have.
        TierHeld = "tier-held",
        /// A tier that members may hold would have another place.
        TierMoved = "tier-moved",
        /// The member has earned this tier already.
        TierNotAbove = "tier-not-above",
        /// No tier was given by hand.
        TierNotGiven = "tier-not-given",
        /// The ways to pay have to come to what is paid outside of the card.
        TendersDiffer = "tenders-differ",
        /// The tiers are not in their order.
        TierRank = "tier-rank",
        /// The first tier begins at 0, and each one asks for more than the one before it.
        TierThreshold = "tier-threshold",
        /// There is no such tier.
        TierUnknown = "tier-unknown",
        /// A name has 1 to 40 characters.
        TillName = "till-name",
        /// This browser is no till of the shop.
        TillNotPaired = "till-not-paired",
        /// What was sent is too large.
        TooLarge = "too-large",
        /// A text is too long.
        TooLong = "too-long",
        /// Too many codes were asked for.
        TooMany = "too-many",
        /// Cards of this kind are topped up in other stores, or by other people.
        TopUpNotHere = "top-up-not-here",
        /// So much is only put on the card of somebody whose document was seen.
        TopUpRealName = "top-up-real-name",
        /// Too many top-ups wait for their payment.
        TooManyOrders = "too-many-orders",
        /// The member has ten cards already.
        TooManyCards = "too-many-cards",
        /// There were too many requests.
        TooManyRequests = "too-many-requests",
        /// A code was sent a moment ago.
        TooSoon = "too-soon",
        /// The top-up settings are wrong.
        TopUpRuleWrong = "top-up-rule-wrong",
        /// Nobody has this member code.
        UnknownCode = "unknown-code",
        /// Nobody has this number.
        UnknownNumber = "unknown-number",
        /// The connection broke, so we do not know whether this was done.
        UnknownOutcome = "unknown-outcome",
        /// The shop does not know this way of payment.
        UnknownTender = "unknown-tender",
        /// This member code was used before.
        Used = "used",
        /// A view's name has 1 to 30 characters.
        ViewName = "view-name",
        /// There are too many views.
        ViewTooMany = "view-too-many",
        /// WeChat did not say who pays.
        WechatUnknown = "wechat-unknown",
        /// That is not the code.
        WrongCode = "wrong-code",
        /// This till's key is not in use.
        WrongKey = "wrong-key",
        /// This address is not used in this way.
        WrongMethod = "wrong-method",
        /// The user name or the password is wrong.
        WrongPassword = "wrong-password",
    }
}
