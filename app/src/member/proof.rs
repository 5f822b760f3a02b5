//! Showing that it is the member: the ways that a page offers for an act, and what a form brought. What is enough for which act stands
//! in `huika_domain::Act`, and the use cases ask there; a page asks so as not to offer what would be refused.

use huika_domain::{Act, ErrorCode, ItemId, PasskeyId, Proof, Standing};
use huika_store::{
    StoreError, Tx,
    member::{KeyOwner, KeyUse, MemberSession, PinCheck, QuestionPurpose, Shown, passkeys, standing},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    own_keys::{belongs_to, keys_of},
    pin_check::{TypedPin, why_not},
    session::{Member, signed_in},
};
use crate::{
    context::{Done, refuse_with, refused_address},
    i18n::Lang,
    passkey::Asking,
    ui::{Notice, PasskeyForm, PinField, Tone, icon, icon as draw, passkey_script, passkeys_possible},
};

/// What is done and with what: a passkey's answer to one is none to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// An item of the mall for more than the session alone may spend.
    Item(ItemId),
    Remove(PasskeyId),
    NewCard,
    /// A copy of everything about the member.
    Data,
    /// The end of the account.
    Close,
}

/// A box in the form that is ticked by hand: what it sends, and what it says.
pub struct Tick {
    pub name: &'static str,
    pub value: String,
    pub label: String,
    pub ticked: bool,
}

impl Wanted {
    pub const fn act(self) -> Act {
        match self {
            Self::Item(_) => Act::SpendAboveLimit,
            Self::Remove(_) => Act::RemovePasskey,
            Self::NewCard => Act::ReplaceCard,
            Self::Data => Act::TakeData,
            Self::Close => Act::CloseAccount,
        }
    }

    /// The page that offers it and says what went wrong.
    pub fn page(self) -> String {
        match self {
            Self::Item(item) => format!("/mall/{item}"),
            Self::Remove(_) => "/me/passkeys".to_owned(),
            Self::NewCard => "/card/replaced".to_owned(),
            Self::Data => "/me/data".to_owned(),
            Self::Close => "/me/close".to_owned(),
        }
    }

    fn about(self) -> String {
        match self {
            Self::Item(item) => item.to_string(),
            Self::Remove(passkey) => passkey.to_string(),
            Self::NewCard | Self::Data | Self::Close => String::new(),
        }
    }

    fn parse(act: &str, about: &str) -> Option<Self> {
        match act {
            "spend-above-limit" => ItemId::parse(about).ok().map(Self::Item),
            "remove-passkey" => PasskeyId::parse(about).ok().map(Self::Remove),
            "replace-card" => Some(Self::NewCard),
            "take-data" => Some(Self::Data),
            "close-account" => Some(Self::Close),
            _ => None,
        }
    }
}

/// How this member can do something now.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    act: Act,
    standing: Standing,
    /// Nothing more is asked for.
    pub plain: bool,
    pub pin: bool,
    pub passkey: bool,
}

impl Ways {
    /// Reads what the member has; the strongest proof that is not needed is not asked for.
    pub fn read(tx: &mut Tx<'_>, session: &MemberSession, act: Act) -> Result<Self, StoreError> {
        let standing = standing(tx, session.member)?.ok_or_else(|| StoreError::Decode("a session of nobody".into()))?;
        let enough = act.enough(standing);
        let plain = Shown::by_session(tx, session).prove(act, standing);
        let with_passkey = !plain && enough.contains(&Proof::Passkey);
        Ok(Self {
            act,
            standing,
            plain,
            pin: !plain && standing.has_pin && enough.contains(&Proof::Pin),
            passkey: with_passkey && !passkeys(tx, KeyOwner::Member(session.member))?.is_empty(),
        })
    }

    /// The same where nothing is asked for, whatever it is.
    pub const fn open(self) -> Self {
        Self {
            plain: true,
            pin: false,
            passkey: false,
            ..self
        }
    }

    /// What helps when there is no way on this phone now.
    fn none(self, t: Lang) -> AnyView {
        let enough = self.act.enough(self.standing);
        if enough.contains(&Proof::FreshSignIn) || enough.contains(&Proof::FreshCode) {
            return view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("prove-sign-in-again")}</p></Notice> }
                .into_any();
        }
        if self.act == Act::SpendAboveLimit {
            return view! {
                <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("prove-needs-pin")}</p></Notice>
                <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
            }
            .into_any();
        }
        view! { <Notice tone=Tone::Warn icon=draw::SHOP><p>{t.text("card-at-the-counter")}</p></Notice> }.into_any()
    }
}

/// A form that does what it does only with enough shown.
pub struct ProvedForm {
    pub wanted: Wanted,
    pub action: &'static str,
    pub fields: Vec<(&'static str, String)>,
    /// What has to be ticked by hand as well.
    pub tick: Option<Tick>,
    pub button: String,
    pub class: &'static str,
    /// Whether the button, when nothing else is asked for, stays in sight while one scrolls.
    pub in_sight: bool,
    /// Below the buttons.
    pub note: Option<String>,
}

impl ProvedForm {
    fn fields(&self) -> impl IntoView + use<> {
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone() /> })
            .collect();
        let tick = self.tick.as_ref().map(|tick| {
            view! {
                <label class="tick">
                    <input type="checkbox" name=tick.name value=tick.value.clone() checked=tick.ticked required />
                    <span>{tick.label.clone()}</span>
                </label>
            }
        });
        view! { {fields}{tick} }
    }

    /// The forms for the ways that there are: by passkey where a script can ask for it, by PIN, or as it is.
    pub fn show(self, t: Lang, ways: Ways) -> AnyView {
        let by_passkey = (ways.passkey && passkeys_possible()).then(|| {
            let (act, about) = (self.wanted.act().as_str(), self.wanted.about());
            let fields = self.fields();
            view! {
                <PasskeyForm action=self.action ask="/do/ask_proof" page=self.wanted.page()>
                    {fields}
                    <input type="hidden" name="act" value=act />
                    <input type="hidden" name="about" value=about />
                    <button class="button wide">{icon(draw::KEY)}{t.text("prove-by-passkey")}</button>
                </PasskeyForm>
                {passkey_script()}
            }
        });
        let by_hand = (ways.plain || ways.pin).then(|| {
            let pin = ways.pin.then(|| view! { <PinField name="pin" label=t.text("pin") /> });
            let bar = if self.in_sight && ways.plain {
                "pay-bar"
            } else {
                "stack"
            };
            view! {
                <form class="form" method="post" action=self.action>
                    {self.fields()}
                    {pin}
                    <div class=bar><button class=self.class>{self.button.clone()}</button></div>
                </form>
            }
        });
        let none = (!ways.plain && !ways.pin && by_passkey.is_none()).then(|| ways.none(t));
        let note = self.note.map(|note| view! { <p class="fine">{note}</p> });
        view! { {by_passkey}{by_hand}{none}{note} }.into_any()
    }
}

/// What a form brought beside its session.
#[derive(Clone)]
pub enum Brought {
    Nothing,
    Pin(TypedPin),
    Passkey(Box<KeyUse>),
}

/// Why what was brought does not count.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Unproved {
    Pin(PinCheck),
    /// The passkey was removed meanwhile, or somebody else used it with the same count.
    KeyGone,
}

impl Brought {
    /// Reads a typed PIN, if there is one; the error is the code of the refusal.
    pub async fn pin(member: &Member, pin: &str) -> Result<Self, &'static str> {
        if pin.trim().is_empty() {
            Ok(Self::Nothing)
        } else {
            TypedPin::compare(member, pin).await.map(Self::Pin)
        }
    }

    /// The same, or a passkey's answer to the question about this.
    pub async fn pin_or_passkey(
        member: &Member,
        wanted: Wanted,
        pin: &str,
        signed: String,
    ) -> Result<Self, &'static str> {
        if signed.is_empty() {
            return Self::pin(member, pin).await;
        }
        let own = belongs_to(member.session.member);
        let used = asking(member, wanted).key_use(signed, own).await?;
        Ok(Self::Passkey(Box::new(used)))
    }

    /// Counts it, inside the transaction that does what it is for.
    pub fn count(&self, tx: &mut Tx<'_>, session: &MemberSession) -> Result<Result<Shown, Unproved>, StoreError> {
        let mut shown = Shown::by_session(tx, session);
        Ok(match self {
            Self::Nothing => Ok(shown),
            Self::Pin(typed) => match typed.add_to(tx, &mut shown)? {
                PinCheck::Right => Ok(shown),
                check => Err(Unproved::Pin(check)),
            },
            Self::Passkey(used) if shown.add_passkey(tx, used)? => Ok(shown),
            Self::Passkey(_) => Err(Unproved::KeyGone),
        })
    }
}

/// Says why what was brought did not count.
pub fn refuse_unproved(member: &Member, page: &str, unproved: &Unproved) -> Done {
    match unproved {
        Unproved::Pin(check) => {
            let (code, figures) = why_not(member, *check);
            refuse_with(page, code, &figures)
        }
        Unproved::KeyGone => refuse_with(page, ErrorCode::PasskeyUnknown.as_str(), &[]),
    }
}

fn asking(member: &Member, wanted: Wanted) -> Asking<'_> {
    Asking {
        portal: &member.portal,
        visit: &member.visit,
        purpose: QuestionPurpose::Prove,
        subject: format!("{}/{}/{}", member.session.member, wanted.act().as_str(), wanted.about()),
    }
}

#[server(prefix = "/do", endpoint = "ask_proof")]
pub async fn ask_proof(
    #[server(default)] act: String,
    #[server(default)] about: String,
) -> Result<String, ServerFnError> {
    let found = signed_in().await.map_err(|_| ServerFnError::new("busy"))?;
    let member = found.ok_or_else(|| ServerFnError::new("signed-out"))?;
    let wanted = Wanted::parse(&act, &about).ok_or_else(|| ServerFnError::new("unknown"))?;
    let asked = match keys_of(&member).await {
        Ok(keys) if keys.is_empty() => Err(ErrorCode::PasskeyUnknown.as_str()),
        Ok(keys) => asking(&member, wanted).for_known(&keys).await,
        Err(error) => Err(error.code()),
    };
    Ok(asked.unwrap_or_else(|code| refused_address(&wanted.page(), code, &[])))
}
