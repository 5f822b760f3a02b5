//! Addresses of the page that is shown, with one parameter changed: what links and chips lead to.

/// What belongs to one answer and not to what is looked at: a page that is left by a filter says none of it again.
const OF_ONE_ANSWER: [&str; 4] = ["done", "error", "with", "before"];

/// The address of `path` with the parameters of `query`, as the browser sent them, but without `name`.
pub fn without(path: &str, query: &str, name: &str) -> String {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let key = pair.split('=').next().unwrap_or_default();
            !key.is_empty() && key != name && !OF_ONE_ANSWER.contains(&key)
        })
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

/// The same with `name` set to `value`, which has no sign that means something in an address.
pub fn with(path: &str, query: &str, name: &str, value: &str) -> String {
    let address = without(path, query, name);
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{name}={value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_changes_and_the_others_stay_as_they_were_sent() {
        let query = "state=open&q=%E6%9E%97&store=2";
        assert_eq!(
            with("/office", query, "store", "3"),
            "/office?state=open&q=%E6%9E%97&store=3"
        );
        assert_eq!(without("/office", query, "store"), "/office?state=open&q=%E6%9E%97");
        assert_eq!(with("/office", "", "store", "all"), "/office?store=all");
        assert_eq!(without("/office", "store=1", "store"), "/office");
    }

    #[test]
    fn what_an_answer_said_is_not_said_again_and_a_page_begins_at_its_start() {
        let query = "done=settled&error=busy&with=00&before=17&state=open";
        assert_eq!(with("/office", query, "store", "3"), "/office?state=open&store=3");
    }
}
