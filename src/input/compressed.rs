//! One compressed stream, read as what it holds.
//!
//! The seam of `input` unpacks with it what begins as gzip, zstd, xz or bzip2. Memory is what the format's window takes.

use std::io::{self, BufRead, BufReader, Read};

use lzma_rust2::XzReader;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::kind::Compression;

/// How much of a compressed stream is read at a time.
const BUFFER: usize = 1 << 16;

/// The most memory that a stream may ask for, in KiB: as much as `xz -9` asks for four times over.
const MOST_MEMORY: u32 = 1 << 18;

/// A stream that reads on only from its start.
pub type Stream = Box<dyn Read + Send>;

/// Unpacks a stream. Several members that follow each other are read as one.
pub fn unpack(compression: Compression, packed: Stream) -> Stream {
    let packed = BufReader::with_capacity(BUFFER, packed);
    let unpacked: Stream = match compression {
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        Compression::Xz => Box::new(XzReader::new_mem_limit(packed, true, MOST_MEMORY)),
        Compression::Zstd => Box::new(Frames::Between(packed)),
    };
    Box::new(Checked { unpacked, compression, length: 0 })
}

/// Says where a stream is damaged.
struct Checked {
    unpacked: Stream,
    compression: Compression,
    /// How many bytes were unpacked.
    length: u64,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacked.read(into).map_err(|error| {
            let (name, length) = (self.compression.name(), self.length);
            let after =
                if length == 0 { "at its start".to_owned() } else { format!("after {length} bytes of content") };
            let what = match error.kind() {
                io::ErrorKind::Interrupted => return error,
                io::ErrorKind::UnexpectedEof => "is cut short",
                io::ErrorKind::OutOfMemory => "asks for too much memory",
                _ => "is damaged",
            };
            io::Error::new(error.kind(), format!("its {name} data {what} {after}: {error}"))
        })?;
        self.length += read as u64;
        Ok(read)
    }
}

/// The frames of a zstd stream (RFC 8878), which the library reads one at a time.
enum Frames {
    Between(BufReader<Stream>),
    Within(Box<StreamingDecoder<Frame, FrameDecoder>>),
    /// While the next is begun, and after an error.
    None,
}

/// A frame, of which the first bytes were read to see that it is one.
type Frame = io::Chain<io::Cursor<[u8; 4]>, BufReader<Stream>>;

impl Read for Frames {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(self, Frames::None) {
                Frames::None => return Ok(0),
                Frames::Between(mut packed) => {
                    if packed.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    *self = begin(packed)?;
                }
                Frames::Within(mut frame) => {
                    let read = frame.read(into)?;
                    if read > 0 {
                        *self = Frames::Within(frame);
                        return Ok(read);
                    }
                    let (decoder, stated) = (&frame.decoder, frame.decoder.get_checksum_from_data());
                    if stated.is_some() && stated != decoder.get_calculated_checksum() {
                        return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum is another"));
                    }
                    *self = Frames::Between(frame.into_inner().into_inner().1);
                }
            }
        }
    }
}

/// Begins the next frame, or passes over one that holds no data.
fn begin(mut packed: BufReader<Stream>) -> io::Result<Frames> {
    let mut magic = [0; 4];
    packed.read_exact(&mut magic)?;
    if let [0x50..=0x5F, 0x2A, 0x4D, 0x18] = magic {
        let mut length = [0; 4];
        packed.read_exact(&mut length)?;
        let length = u64::from(u32::from_le_bytes(length));
        if io::copy(&mut packed.by_ref().take(length), &mut io::sink())? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        return Ok(Frames::Between(packed));
    }
    let frame = StreamingDecoder::new(io::Cursor::new(magic).chain(packed));
    let frame = frame.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
    Ok(Frames::Within(Box::new(frame)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &str = "date,title\n2021-08-26,Attack\n";

    fn packed(compression: Compression, text: &[u8]) -> Vec<u8> {
        match compression {
            Compression::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Bzip2 => {
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(1);
                let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Zstd => ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest),
        }
    }

    const ALL: [Compression; 4] = [Compression::Gzip, Compression::Bzip2, Compression::Xz, Compression::Zstd];

    fn unpacked(compression: Compression, bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        unpack(compression, Box::new(io::Cursor::new(bytes))).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn several_members_are_read_as_one() {
        for compression in ALL {
            let mut bytes = packed(compression, TEXT.as_bytes());
            bytes.extend(packed(compression, b"2022,More\n"));
            assert_eq!(unpacked(compression, bytes).unwrap(), format!("{TEXT}2022,More\n"), "{compression:?}");
        }
    }

    #[test]
    fn what_is_cut_short_or_damaged_is_an_error() {
        for compression in ALL {
            let long = TEXT.repeat(1000);
            let whole = packed(compression, long.as_bytes());
            for length in [whole.len() / 4, whole.len() / 2, whole.len() - 1] {
                assert!(unpacked(compression, whole[..length].to_vec()).is_err(), "{compression:?} {length}");
            }
            // In each format the last bytes but a few are of a checksum.
            let mut damaged = whole.clone();
            let at = match compression {
                Compression::Gzip => damaged.len() - 6,
                Compression::Zstd => damaged.len() - 2,
                Compression::Bzip2 | Compression::Xz => damaged.len() / 2,
            };
            damaged[at] ^= 0x40;
            assert!(unpacked(compression, damaged).is_err(), "{compression:?}");
        }
    }

    #[test]
    fn frames_without_data_are_passed_over() {
        let mut bytes = b"\x50\x2A\x4D\x18\x03\0\0\0xyz".to_vec();
        bytes.extend(packed(Compression::Zstd, TEXT.as_bytes()));
        assert_eq!(unpacked(Compression::Zstd, bytes).unwrap(), TEXT);
    }
}
