# Makes model/photo/testdata/heif: pictures of 48 × 32 in four quarters (20, 80, 150, 230), upright when read rightly.
import os, struct, sys
import numpy as np
from PIL import Image
import pillow_heif
pillow_heif.register_heif_opener()
out = sys.argv[1]
w, h = 96, 64
a = np.zeros((h, w, 3), np.uint8)
for y in range(h):
    for x in range(w):
        a[y, x] = [20, 80, 150, 230][2 * (2 * y // h) + 2 * x // w]
src = Image.fromarray(a)
inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}

def without_steps(data):
    """Takes the turns and mirrors from the main picture: what is left is the orientation in the EXIF."""
    data = bytearray(data)
    at = data.index(b'ipco') + 4
    end = data.index(b'ipco') - 4 + struct.unpack('>I', data[data.index(b'ipco') - 4:data.index(b'ipco')])[0]
    names = []
    while at < end:
        n = struct.unpack('>I', data[at:at + 4])[0]
        names.append(bytes(data[at + 4:at + 8])); at += n
    at = data.index(b'ipma') + 4
    assert data[at] == 0 and data[at + 3] == 0
    count = struct.unpack('>I', data[at + 4:at + 8])[0]; at += 8
    for _ in range(count):
        each = data[at + 2]
        for i in range(at + 3, at + 3 + each):
            if names[(data[i] & 127) - 1] in (b'irot', b'imir'): data[i] = 0
        at += 3 + each
    return bytes(data)

for o in range(1, 9):
    im = src if o == 1 else src.transpose(inverse[o])
    exif = Image.Exif(); exif[0x112] = o
    for ext, args in ('heic', dict(quality=90)), ('avif', dict(quality=90, speed=6)):
        path = f'{out}/o{o}.{ext}'
        im.save(path, exif=exif.tobytes(), **args)
        if ext == 'heic' and o > 1:
            open(f'{out}/exif{o}.{ext}', 'wb').write(without_steps(open(path, 'rb').read()))
        if ext == 'avif' and o > 1:
            xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="%d"/>' % o
            im.save(f'{out}/xmp{o}.avif', xmp=xmp, **args)
            exif = Image.Exif(); exif[0x113] = o  # Pillow takes the orientation out of the EXIF: it gets another name while it writes
            im.save(path + '.tmp', 'AVIF', exif=exif.tobytes(), **args)
            data = open(path + '.tmp', 'rb').read(); os.remove(path + '.tmp')
            for a_, b_ in (b'\x13\x01\x03\x00', b'\x12\x01\x03\x00'), (b'\x01\x13\x00\x03', b'\x01\x12\x00\x03'): data = data.replace(a_, b_)
            open(f'{out}/exif{o}.avif', 'wb').write(data)
src.convert('L').save(f'{out}/grey.heic'); src.convert('L').save(f'{out}/grey.avif')
src.save(f'{out}/444.heic', chroma=444, quality=90); src.save(f'{out}/444.avif', subsampling='4:4:4', quality=90)
alpha = src.copy(); alpha.putalpha(255); alpha.save(f'{out}/alpha.heic', quality=90); alpha.save(f'{out}/alpha.avif', quality=90)
pillow_heif.from_bytes('RGB;16', (w, h), (a.astype(np.uint16) * 257).tobytes()).save(f'{out}/10bit.heic', quality=90)
src.save(f'{out}/sequence.avif', save_all=True, append_images=[src.transpose(0)], quality=90)
