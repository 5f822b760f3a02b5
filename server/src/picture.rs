//! Pictures that people send: looked at by their first bytes and never by their name, decoded within bounds, turned as their camera held
//! them, made small, and written anew as JPEG. So nothing of the file that came is kept: no place where it was taken, and nothing that hides
//! behind a picture.

use std::io::Cursor;

use huika_store::picture::NewPicture;
use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};

/// The longest side of what is kept, in pixels: sharp on a phone, and some hundred kilobytes.
const LONGEST: u32 = 1_200;
/// Sides beyond which nothing is decoded: larger than any camera's pictures.
const MOST_PIXELS: u32 = 12_000;
/// Memory that decoding may take: a small file can say that it is a huge picture.
const MOST_BYTES: u64 = 128 * 1024 * 1024;
const QUALITY: u8 = 82;

/// Why a file is no picture of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureFileError {
    /// It is no JPEG, PNG or WebP.
    #[error("this is no JPEG, PNG or WebP picture")]
    Kind,
    /// It has more pixels than are decoded.
    #[error("the picture is too large")]
    TooLarge,
    /// It is broken.
    #[error("the picture is broken")]
    Broken,
}

/// Makes what is kept out of what was sent. Takes a moment: call it where nobody waits in line behind it.
pub fn made_small(sent: &[u8]) -> Result<NewPicture, PictureFileError> {
    let mut reader = ImageReader::new(Cursor::new(sent))
        .with_guessed_format()
        .map_err(|_| PictureFileError::Kind)?;
    if !matches!(
        reader.format(),
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)
    ) {
        return Err(PictureFileError::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let orientation = decoder.orientation().map_err(|error| refused(&error))?;
    if decoder.total_bytes() > MOST_BYTES {
        return Err(PictureFileError::TooLarge);
    }
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    picture.apply_orientation(orientation);
    if picture.width() > LONGEST || picture.height() > LONGEST {
        picture = picture.resize(LONGEST, LONGEST, FilterType::CatmullRom);
    }
    let flat = on_white(&picture);
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, QUALITY)
        .encode_image(&flat)
        .map_err(|_| PictureFileError::Broken)?;
    Ok(NewPicture {
        content,
        width: flat.width(),
        height: flat.height(),
    })
}

fn refused(error: &image::ImageError) -> PictureFileError {
    match error {
        image::ImageError::Limits(_) => PictureFileError::TooLarge,
        _ => PictureFileError::Broken,
    }
}

/// What one can see through becomes white: a JPEG has no such thing.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        let over = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut written = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height)
            .write_to(&mut written, ImageFormat::Png)
            .expect("a picture");
        written.into_inner()
    }

    #[test]
    fn a_large_picture_becomes_a_small_jpeg_and_what_one_sees_through_white() {
        let kept = made_small(&png(3_000, 1_500)).expect("a picture");
        assert_eq!((kept.width, kept.height), (1_200, 600));
        assert!(kept.content.starts_with(&[0xff, 0xd8, 0xff]) && kept.content.len() < 50_000);
        let seen = image::load_from_memory(&kept.content).expect("a JPEG").to_rgb8();
        assert!(seen.get_pixel(600, 300).0.iter().all(|part| *part > 250));
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_it_is_called() {
        for sent in [&b""[..], b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b"BM"] {
            assert_eq!(made_small(sent), Err(PictureFileError::Kind));
        }
        let mut cut = png(300, 300);
        cut.truncate(60);
        assert_eq!(made_small(&cut), Err(PictureFileError::Broken));
    }

    #[test]
    fn a_small_file_that_says_it_is_huge_takes_no_memory() {
        let mut bomb = png(10, 10);
        // Width and height stand in the header, whose checksum then does not fit either.
        bomb[16..24].copy_from_slice(&[0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00]);
        let crc = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(made_small(&bomb), Err(PictureFileError::TooLarge));
    }

    /// The checksum of a PNG's piece (ISO 3309).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    0xedb8_8320 ^ (crc >> 1)
                } else {
                    crc >> 1
                }
            })
        })
    }
}
