//! The first sheet of a workbook (ECMA-376): an archive of XML parts, of which three are looked at. Texts stand in a part of their own, by
//! number. Formulas count as what they came to when the file was saved.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};
use zip::ZipArchive;

use super::{SheetError, Table};

/// What a part may unpack into.
const LARGEST_PART: u64 = 24 * 1024 * 1024;
/// More texts than cells that are taken make no sense.
const MOST_TEXTS: usize = 200_000;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub fn read(file: &[u8], table: &mut Table) -> Result<(), SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|_| SheetError::Broken)?;
    let sheet = first_sheet(&mut archive)?;
    let texts = match texts(&mut archive) {
        // A workbook of numbers has none.
        Err(SheetError::Kind) => Vec::new(),
        read => read?,
    };
    cells(&mut archive, &sheet, &texts, table)
}

/// Reads a part piece by piece; one that is not there is [`SheetError::Kind`].
fn part(
    archive: &mut Archive<'_>,
    name: &str,
    mut each: impl FnMut(Event<'_>) -> Result<(), SheetError>,
) -> Result<(), SheetError> {
    let file = archive.by_name(name).map_err(|error| match error {
        zip::result::ZipError::FileNotFound => SheetError::Kind,
        _ => SheetError::Broken,
    })?;
    let mut reader = Reader::from_reader(BufReader::new(file.take(LARGEST_PART)));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) if is_cut(&reader) => return Err(SheetError::TooLarge),
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => each(event)?,
            Err(_) => return Err(SheetError::Broken),
        }
        buffer.clear();
    }
}

fn is_cut<R: BufRead>(reader: &Reader<R>) -> bool {
    reader.buffer_position() >= LARGEST_PART
}

fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.unescape_value().ok()?.into_owned())
}

/// Where the first sheet stands in the archive.
fn first_sheet(archive: &mut Archive<'_>) -> Result<String, SheetError> {
    let mut first = None;
    part(archive, "xl/workbook.xml", |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == b"sheet"
            && first.is_none()
        {
            first = attribute(&tag, b"id");
        }
        Ok(())
    })?;
    let first = first.ok_or(SheetError::Empty)?;
    let mut target = None;
    part(archive, "xl/_rels/workbook.xml.rels", |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == b"Relationship"
            && attribute(&tag, b"Id").as_ref() == Some(&first)
        {
            target = attribute(&tag, b"Target");
        }
        Ok(())
    })?;
    let target = target.ok_or(SheetError::Broken)?;
    Ok(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// What `&…;` stands for.
fn signs_of(reference: &BytesRef<'_>) -> Result<String, SheetError> {
    if let Some(sign) = reference.resolve_char_ref().map_err(|_| SheetError::Broken)? {
        return Ok(sign.to_string());
    }
    let name = reference.decode().map_err(|_| SheetError::Broken)?;
    let known = resolve_predefined_entity(&name).ok_or(SheetError::Broken)?;
    Ok(known.to_owned())
}

/// Collects the text inside of elements of some names, and none of what is said beside it about how to pronounce it.
#[derive(Default)]
struct Words {
    text: String,
    inside: bool,
    aside: bool,
}

impl Words {
    fn hear(&mut self, event: &Event<'_>, of: &[&[u8]]) -> Result<(), SheetError> {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"rPh" => self.aside = true,
            Event::End(tag) if tag.local_name().as_ref() == b"rPh" => self.aside = false,
            Event::Start(tag) if of.contains(&tag.local_name().as_ref()) => self.inside = !self.aside,
            Event::End(tag) if of.contains(&tag.local_name().as_ref()) => self.inside = false,
            Event::Text(text) if self.inside => self.text += &text.decode().map_err(|_| SheetError::Broken)?,
            Event::CData(text) if self.inside => self.text += &text.decode().map_err(|_| SheetError::Broken)?,
            Event::GeneralRef(reference) if self.inside => self.text += &signs_of(reference)?,
            _ => {}
        }
        Ok(())
    }
}

fn texts(archive: &mut Archive<'_>) -> Result<Vec<String>, SheetError> {
    let mut texts = Vec::new();
    let mut words = Words::default();
    part(archive, "xl/sharedStrings.xml", |event| {
        words.hear(&event, &[b"t"])?;
        match event {
            Event::End(tag) if tag.local_name().as_ref() == b"si" => texts.push(std::mem::take(&mut words.text)),
            Event::Empty(tag) if tag.local_name().as_ref() == b"si" => texts.push(String::new()),
            _ => {}
        }
        if texts.len() > MOST_TEXTS {
            return Err(SheetError::TooLarge);
        }
        Ok(())
    })?;
    Ok(texts)
}

fn cells(archive: &mut Archive<'_>, sheet: &str, texts: &[String], table: &mut Table) -> Result<(), SheetError> {
    // The row and column that come next where a cell does not say its own.
    let (mut row, mut column) = (0, 0);
    let mut kind = String::new();
    let mut words = Words::default();
    part(archive, sheet, |event| {
        words.hear(&event, &[b"v", b"t"])?;
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == b"row" => {
                let said = attribute(&tag, b"r").and_then(|number| number.parse::<usize>().ok());
                row = said.map_or(row, |number| number.saturating_sub(1));
                column = 0;
            }
            Event::End(tag) if tag.local_name().as_ref() == b"row" => row = row.saturating_add(1),
            Event::Start(tag) if tag.local_name().as_ref() == b"c" => {
                column = attribute(&tag, b"r")
                    .map_or(Some(column), |name| column_of(&name))
                    .ok_or(SheetError::Broken)?;
                kind = attribute(&tag, b"t").unwrap_or_default();
                words.text.clear();
            }
            Event::Empty(tag) if tag.local_name().as_ref() == b"c" => column += 1,
            Event::End(tag) if tag.local_name().as_ref() == b"c" => {
                let text = std::mem::take(&mut words.text);
                table.put(row, column, &meant(&kind, text, texts)?)?;
                column += 1;
            }
            _ => {}
        }
        Ok(())
    })
}

/// The column of a cell's name, from 0: `B7` is 1.
fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// What a cell shows.
fn meant(kind: &str, text: String, texts: &[String]) -> Result<String, SheetError> {
    match kind {
        "s" => {
            let known = text.trim().parse::<usize>().ok().and_then(|number| texts.get(number));
            known.cloned().ok_or(SheetError::Broken)
        }
        "" | "n" => Ok(as_seen(text)),
        _ => Ok(text),
    }
}

/// A number without the rest that binary fractions leave: 12.600000000000001 is seen as 12.6, and 6.9E+12 with all of its digits.
fn as_seen(text: String) -> String {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() < 1e15 => {
            let written = format!("{number:.6}");
            written.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => text,
    }
}
