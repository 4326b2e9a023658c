# Makes model/photo/testdata/tiff: the picture of testdata/heif, 48 × 32, in kinds that package tiff reads only with help.
import sys
import numpy as np, tifffile
from PIL import Image
out = sys.argv[1]
w, h = 48, 32
a = np.zeros((h, w, 3), np.uint8)
for y in range(h):
    for x in range(w): a[y, x] = [20, 80, 150, 230][2 * (2 * y // h) + 2 * x // w]
g = a[:, :, 0]
rgb = Image.fromarray(a)
cmyk = np.dstack([255 - g, 255 - g, 255 - g, 0 * g])
wide = lambda x: x.astype(np.uint16) * 257
z = dict(compression='zlib')
write = lambda name, data, **kw: tifffile.imwrite(f'{out}/{name}.tif', data, metadata=None, **kw)
write('tiled', a, photometric='rgb', tile=(16, 16), predictor=True, **z)
write('planes', np.moveaxis(a, 2, 0), photometric='rgb', planarconfig='separate', **z)
write('planes-tiled', np.moveaxis(a, 2, 0), photometric='rgb', planarconfig='separate', tile=(16, 16), **z)
write('cmyk', cmyk, photometric='separated', predictor=True, **z)
write('cmyk-planes', np.moveaxis(cmyk, 2, 0), photometric='separated', planarconfig='separate', **z)
write('cmyk-16', wide(cmyk), photometric='separated', byteorder='>', **z)
write('rgb-16', wide(a), photometric='rgb', byteorder='>', predictor=True, **z)
write('grey-16', wide(g), photometric='minisblack', **z)
write('grey-inverted', 255 - g, photometric='miniswhite', **z)
write('rgb-and-more', np.dstack([a, 0 * g]), photometric='rgb', extrasamples=['unspecified'], **z)
write('premultiplied', np.dstack([a, 0 * g + 255]), photometric='rgb', extrasamples=['assocalpha'], **z)
rgb.save(f'{out}/pages.tif', save_all=True, append_images=[rgb.transpose(0)], compression='tiff_lzw')
rgb.quantize(4).save(f'{out}/palette.tif', compression='packbits')
with tifffile.TiffWriter(f'{out}/preview-first.tif') as t:
    t.write(255 - a[::4, ::4].copy(), photometric='rgb', subfiletype=1, metadata=None)
    t.write(a, photometric='rgb', metadata=None, **z)
