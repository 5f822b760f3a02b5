use super::*;
use CardStanding::{FrozenByCounter, FrozenByMember, InUse, Lost};

const ACTS: [Act; 14] = [
    Act::SpendAboveLimit,
    Act::GivePoints,
    Act::GiveCoupon,
    Act::ChangeLimit,
    Act::MovePhone,
    Act::FirstPinAtOnce,
    Act::AddPasskey,
    Act::RemovePasskey,
    Act::UnfreezeCard,
    Act::FindCard,
    Act::ReplaceCard,
    Act::TakeData,
    Act::CloseAccount,
    Act::Protect,
];

/// What a browser shows that signed in by a code a while ago.
const SIGNED_IN: [Proof; 1] = [Session];
/// What it shows within minutes of that.
const JUST_SIGNED_IN: [Proof; 3] = [Session, FreshSignIn, FreshCode];

fn standings() -> impl Iterator<Item = Standing> {
    [InUse, FrozenByMember, FrozenByCounter, Lost]
        .into_iter()
        .flat_map(|card| [false, true].map(|has_pin| Standing { has_pin, card }))
}

fn without_pin(card: CardStanding) -> Standing {
    Standing { has_pin: false, card }
}

#[test]
fn a_session_alone_protects_the_card_and_undoes_what_itself_did_and_nothing_else() {
    for standing in standings() {
        for act in ACTS {
            let by_session = act.is_proved(standing, &SIGNED_IN);
            let own_freeze =
                act == Act::UnfreezeCard && !standing.has_pin && matches!(standing.card, InUse | FrozenByMember);
            assert_eq!(by_session, act == Act::Protect || own_freeze, "{act:?} {standing:?}");
        }
    }
}

#[test]
fn a_fresh_sign_in_sets_the_first_pin_and_moves_no_limit_and_no_number() {
    let standing = without_pin(InUse);
    assert!(Act::FirstPinAtOnce.is_proved(standing, &JUST_SIGNED_IN));
    assert!(
        !Act::FirstPinAtOnce.is_proved(standing, &[Session, FreshSignIn, Passkey]),
        "a passkey is no code"
    );
    for act in [Act::SpendAboveLimit, Act::ChangeLimit, Act::MovePhone, Act::GivePoints] {
        assert!(!act.is_proved(standing, &JUST_SIGNED_IN), "{act:?}");
    }
}

#[test]
fn what_the_counter_froze_opens_with_the_pin_and_with_nothing_else_on_the_phone() {
    let standing = without_pin(FrozenByCounter);
    let all_but_the_pin = [Session, FreshSignIn, FreshCode, Passkey];
    for act in [
        Act::UnfreezeCard,
        Act::ReplaceCard,
        Act::AddPasskey,
        Act::FirstPinAtOnce,
    ] {
        assert!(!act.is_proved(standing, &all_but_the_pin), "{act:?}");
    }
    assert!(Act::UnfreezeCard.is_proved(standing, &[Session, Pin]));
}

#[test]
fn a_lost_card_comes_back_by_the_pin_only() {
    for has_pin in [false, true] {
        let standing = Standing { has_pin, card: Lost };
        for act in [Act::FindCard, Act::ReplaceCard, Act::AddPasskey] {
            assert!(
                !act.is_proved(standing, &[Session, FreshSignIn, FreshCode, Passkey]),
                "{act:?}"
            );
            assert!(act.is_proved(standing, &[Session, Pin]), "{act:?}");
        }
    }
}

#[test]
fn removing_a_passkey_and_replacing_a_card_in_use_need_pin_passkey_or_a_fresh_sign_in() {
    for has_pin in [false, true] {
        let standing = Standing { has_pin, card: InUse };
        for act in [Act::RemovePasskey, Act::ReplaceCard] {
            assert!(!act.is_proved(standing, &SIGNED_IN), "{act:?}");
            for proof in [FreshSignIn, Passkey, Pin] {
                assert!(act.is_proved(standing, &[Session, proof]), "{act:?} {proof:?}");
            }
        }
    }
}

#[test]
fn a_new_card_is_no_way_around_the_pin_of_a_frozen_one() {
    let standing = Standing {
        has_pin: true,
        card: FrozenByMember,
    };
    assert_eq!(
        Act::ReplaceCard.enough(standing),
        Act::UnfreezeCard.enough(standing),
        "a replaced card is in use"
    );
}

#[test]
fn data_leave_and_an_account_ends_by_a_fresh_code_a_passkey_or_the_pin() {
    for act in [Act::TakeData, Act::CloseAccount] {
        for standing in standings() {
            let in_doubt = matches!(standing.card, FrozenByCounter | Lost);
            assert!(act.is_proved(standing, &[Session, Pin]), "{act:?} {standing:?}");
            for proof in [FreshCode, Passkey] {
                assert_eq!(
                    act.is_proved(standing, &[Session, proof]),
                    !in_doubt,
                    "{act:?} {standing:?}"
                );
            }
            assert!(
                !act.is_proved(standing, &[Session, FreshSignIn]),
                "{act:?} {standing:?}"
            );
        }
    }
}
