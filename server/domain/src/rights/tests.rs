use super::*;

fn rights(text: &str) -> Rights {
    Rights::parse(text).expect("rights")
}

#[test]
fn rights_are_read_back_as_they_were_written() {
    for text in [
        "",
        "sell:own",
        "sell:own see-office:chain refund:own:10000",
        "refund:region::50000 correct-points:chain:500:2000",
    ] {
        assert_eq!(rights(text).to_string(), text);
    }
    for text in [
        "sell",
        "sell:near",
        "fly:own",
        "refund:own:1:2:3",
        "refund:own:x",
        "sell:own,scan:own",
    ] {
        assert_eq!(Rights::parse(text), Err(RightsError::Text), "{text}");
    }
}

#[test]
fn rights_that_only_the_next_version_knows_are_left_out_and_the_others_hold() {
    assert_eq!(
        Rights::parse_known("sell:own fly-balloons:chain:5:9 refund:own:10:50"),
        Rights::parse("sell:own refund:own:10:50")
    );
    assert_eq!(Rights::parse_known("sell:near fly:own"), Err(RightsError::Text));
}

#[test]
fn what_no_role_can_have_is_refused() {
    assert_eq!(
        Rights::parse("sell:own sell:chain"),
        Err(RightsError::Twice(Capability::Sell))
    );
    assert_eq!(Rights::parse("sell:own:5"), Err(RightsError::Limit(Capability::Sell)));
    assert_eq!(
        Rights::parse("refund:own:-1"),
        Err(RightsError::Limit(Capability::Refund))
    );
    assert_eq!(
        Rights::parse("set-rules:own"),
        Err(RightsError::Reach(Capability::SetRules)),
        "the shop's rules are no store's"
    );
    let of_post = |post, text: &str| Rights::of_post(post, rights(text).all().to_vec());
    assert!(of_post(Reach::Own, "sell:own see-office:chain").is_ok());
    assert_eq!(
        of_post(Reach::Own, "sell:region"),
        Err(RightsError::Reach(Capability::Sell)),
        "whoever works in one store leads no region"
    );
    assert_eq!(
        of_post(Reach::Chain, "sell:own"),
        Err(RightsError::Reach(Capability::Sell)),
        "headquarters have no store of their own"
    );
    assert_eq!(of_post(Reach::Own, ""), Err(RightsError::None));
}

#[test]
fn a_right_covers_what_reaches_no_further_and_is_limited_no_less() {
    let manager = rights("refund:own:10000:50000");
    for (text, covered) in [
        ("refund:own:10000:50000", true),
        ("refund:own:500:500", true),
        ("refund:own:10001:50000", false),
        ("refund:own:10000", false),
        ("refund:region:1:1", false),
        ("correct-money:own:1:1", false),
    ] {
        assert_eq!(
            rights(text).all().iter().all(|right| manager.cover(right)),
            covered,
            "{text}"
        );
    }
    assert!(
        rights("refund:chain").cover(&rights("refund:own:1:1").all()[0]),
        "no limit of its own"
    );
}

#[test]
fn whoever_appoints_gives_the_work_at_the_counter_and_otherwise_what_they_have() {
    let cashier = rights("sell:own serve-cards:own");
    let manager = rights("sell:own serve-cards:own see-office:own approve:own appoint:own");
    let region = rights("see-office:region approve:region appoint:region");
    let auditor = rights("see-office:chain see-shop:chain");
    let (own, led, chain) = (Reach::Own, Reach::Region, Reach::Chain);
    assert!(manager.appoint(own, own, &cashier));
    assert!(!manager.appoint(own, own, &manager), "not one's like");
    assert!(region.appoint(led, own, &manager));
    assert!(!region.appoint(led, led, &region));
    assert!(!region.appoint(led, chain, &auditor));
    assert!(!cashier.appoint(own, own, &cashier));
    let with_more = rights("sell:own refund:own");
    assert!(
        !region.appoint(led, own, &with_more),
        "nobody gives what they do not have"
    );
}

#[test]
fn every_capability_has_a_bit_of_its_own() {
    let mut seen = 0_u64;
    for capability in Capability::ALL {
        assert_eq!(seen & capability.bit(), 0, "{capability}");
        seen |= capability.bit();
    }
}

#[test]
fn a_role_has_a_name_that_people_can_read() {
    assert!(RoleName::parse(" 值班经理 ").is_some_and(|name| name.as_str() == "值班经理"));
    for text in ["", " ", "\u{200B}", &"长".repeat(21)] {
        assert!(RoleName::parse(text).is_none(), "{text}");
    }
    for text in ["cashier", "r2026-1"] {
        assert!(RoleCode::parse(text).is_some(), "{text}");
    }
    for text in ["", "Cashier", "收银", "a b"] {
        assert!(RoleCode::parse(text).is_none(), "{text}");
    }
}
