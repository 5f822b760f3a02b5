//! The files of a day's bill: asked for with a signature, downloaded with one, and held against the digest that was signed.

use std::io::Read;
use std::time::Duration;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::Method;
use huika_domain::BusinessDay;
use serde::Deserialize;

use super::WeChatPay;
use crate::digest::sha1_hex;
use crate::http_client::{read_limited, unreachable_gateway};
use crate::{BillFile, BillKind, PayError};

const PACKED_LIMIT_BYTES: usize = 64 * 1024 * 1024;
const PLAIN_LIMIT_BYTES: u64 = 512 * 1024 * 1024;
const DOWNLOAD_TIMEOUT: Duration = Duration::from_mins(2);

#[derive(Deserialize)]
struct Where {
    hash_type: String,
    hash_value: String,
    download_url: String,
}

impl WeChatPay {
    /// What WeChat offers of a day from 10:00 on the next: the trade bill, and the fund flow where the settings want it.
    pub(super) async fn bill_files(&self, day: BusinessDay) -> Result<Vec<BillFile>, PayError> {
        let mut files = Vec::new();
        let trade = format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP");
        files.extend(self.bill_file(BillKind::Trade, &trade).await?);
        if self.settings.fund_flow {
            let flow = format!("/v3/bill/fundflowbill?bill_date={day}&account_type=BASIC&tar_type=GZIP");
            files.extend(self.bill_file(BillKind::Funds, &flow).await?);
        }
        Ok(files)
    }

    async fn bill_file(&self, kind: BillKind, path: &str) -> Result<Option<BillFile>, PayError> {
        let place: Where = match self.call(Method::GET, path, Bytes::new()).await {
            Ok(place) => place,
            // A day on which nothing happened.
            Err(PayError::Refused { code, .. }) if code == "NO_STATEMENT_EXIST" => return Ok(None),
            Err(error) => return Err(error),
        };
        if place.hash_type != "SHA1" {
            return Err(unreadable("a digest of another kind"));
        }
        let content = self.download(&place).await?;
        let file = BillFile {
            kind,
            digest: place.hash_value.to_ascii_lowercase(),
            content,
        };
        // What is not what was signed is not even kept.
        unpacked(&file)?;
        Ok(Some(file))
    }

    /// The file is not signed, but its digest was.
    async fn download(&self, place: &Where) -> Result<Vec<u8>, PayError> {
        let url = url::Url::parse(&place.download_url).map_err(|_| unreadable("download_url"))?;
        // Asked for at the host that we know, wherever the address points: the request carries our signature.
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let request = self.request(&Method::GET, path, Bytes::new()).timeout(DOWNLOAD_TIMEOUT);
        let response = request.send().await.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(PayError::Busy {
                status,
                code: String::new(),
            });
        }
        read_limited(response, PACKED_LIMIT_BYTES).await
    }
}

/// The text of a file whose digest fits.
pub(super) fn unpacked(file: &BillFile) -> Result<String, PayError> {
    let mut plain = Vec::new();
    let mut unpacked = GzDecoder::new(file.content.as_slice()).take(PLAIN_LIMIT_BYTES);
    unpacked.read_to_end(&mut plain).map_err(|_| unreadable("no gzip"))?;
    if !sha1_hex(&plain).eq_ignore_ascii_case(&file.digest) {
        return Err(unreadable("the digest does not fit"));
    }
    String::from_utf8(plain).map_err(|_| unreadable("no UTF-8"))
}

pub(super) fn unreadable(what: &str) -> PayError {
    PayError::Unreadable(format!("bill: {what}"))
}

/// The values of a line, each with a backtick in front: the name of a good may hold a comma, but no comma with a backtick behind it.
pub(super) fn values(line: &str, count: usize) -> Option<Vec<&str>> {
    let values: Vec<&str> = line.strip_prefix('`')?.split(",`").collect();
    (values.len() == count).then_some(values)
}
