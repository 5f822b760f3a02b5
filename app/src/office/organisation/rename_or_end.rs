//! The two forms of something that has a name and an end: giving it another name, and ending it after a question.

use leptos::prelude::*;

use crate::{
    context::Typed,
    ui::{Confirm, Field, key_field},
};

/// A name that can be changed.
pub(super) struct NameForm {
    /// Which form it is, as its address names it.
    pub form: &'static str,
    /// What the name is called.
    pub label: &'static str,
    /// The name as it is.
    pub name: String,
    /// Characters at most.
    pub max: &'static str,
    /// What the button says.
    pub words: &'static str,
}

/// An end.
#[derive(Clone, Copy)]
pub(super) struct EndForm {
    /// Which form it is.
    pub form: &'static str,
    /// What comes with it.
    pub text: &'static str,
    /// What the button says.
    pub words: &'static str,
    /// What is asked before it.
    pub question: &'static str,
}

/// Both forms of the one whose number stands in the field `field`.
pub(super) fn rename_or_end(field: &'static str, id: String, rename: NameForm, end: EndForm) -> impl IntoView + use<> {
    let typed = Typed::into_form(rename.form);
    view! {
        <form class="card form" method="post" action=format!("/do/{}", rename.form)>
            {key_field(&typed)}
            <input type="hidden" name=field value=id.clone() />
            <Field
                name="name"
                label=rename.label
                maxlength=rename.max
                autocomplete="off"
                value=typed.or("name", rename.name)
            />
            <button class="button">{rename.words}</button>
        </form>
        <section class="card">
            <p class="quiet-text">{end.text}</p>
            <Confirm words=end.words.to_owned() question=end.question.to_owned()>
                <form class="form" method="post" action=format!("/do/{}", end.form)>
                    {key_field(&Typed::into_form(end.form))}
                    <input type="hidden" name=field value=id />
                    <button class="button certain">{end.words}</button>
                </form>
            </Confirm>
        </section>
    }
}
