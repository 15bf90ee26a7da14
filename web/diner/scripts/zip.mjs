/**
 * A zip that is the same to the byte wherever it is made: sorted by the caller, dated 1980-01-01, and stored without
 * compression, since zlib's output differs between versions of Node.
 */
import * as zlib from "node:zlib";

const DATE_1980 = 0x0021;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** The part of an entry that its local and its central header share, from "version needed" to "extra length". */
function common(bytes, nameLength) {
  const part = Buffer.alloc(26);
  part.writeUInt16LE(20, 0);
  part.writeUInt16LE(0x0800, 2); // names are UTF-8
  part.writeUInt16LE(DATE_1980, 8);
  part.writeUInt32LE(crc32(bytes), 10);
  part.writeUInt32LE(bytes.length, 14);
  part.writeUInt32LE(bytes.length, 18);
  part.writeUInt16LE(nameLength, 22);
  return part;
}

export function zipOf(files) {
  const [local, central] = [[], []];
  let offset = 0;
  for (const { name, bytes } of files) {
    const title = Buffer.from(name);
    const shared = common(bytes, title.length);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), shared, tail, title);
    const entry = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), shared, title, bytes]);
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
