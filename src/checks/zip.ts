/** A zip archive from texts: what the Action uploads, and what GitHub hands out in the sandbox. */
import { crc32, deflateRawSync } from 'node:zlib';

export function zip(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, plain] = [Buffer.from(path), Buffer.from(text)];
    const packed = deflateRawSync(plain);
    const sizes = Buffer.alloc(26);
    // Version 2.0, names in UTF-8, deflated, and the first day that a zip knows.
    for (const [place, value] of [20, 0x0800, 8, 0, 0x21].entries()) sizes.writeUInt16LE(value, place * 2);
    for (const [place, value] of [crc32(plain), packed.length, plain.length].entries())
      sizes.writeUInt32LE(value, 10 + place * 4);
    sizes.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), sizes, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), sizes, tail, name]));
    bodies.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(bodies.length, 4);
  end.writeUInt16LE(bodies.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listed, Buffer.from('PK\x05\x06'), end]);
}
