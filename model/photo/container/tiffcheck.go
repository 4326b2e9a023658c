package container

// tiffCompressions names those that aren't read.
var tiffCompressions = map[uint32]Unsupported{
	6: "JPEG in TIFF", 7: "JPEG in TIFF", 34712: "JPEG 2000 in TIFF", 50001: "WebP in TIFF", 50002: "JPEG XL in TIFF", 52546: "JPEG XL in TIFF",
}

// check takes the numbers that a decoder needs, and refuses what it would read wrongly.
func (t *TIFF) check() error {
	compression := t.firstOr(tagCompression, 1)
	if name, ok := tiffCompressions[compression]; ok {
		return name
	}
	width, height := t.first(tagWidth), t.first(tagHeight)
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return broken("%d × %d pixels", width, height)
	}
	t.Width, t.Height = int(width), int(height)
	t.Samples, t.Colour = int(t.firstOr(tagSamples, 1)), int(t.first(tagColour))
	t.Bits, t.Planes, t.Extra = int(t.firstOr(tagBits, 1)), 1, int(t.first(tagExtra))
	if t.firstOr(tagPlanar, 1) == 2 && t.Samples > 1 {
		t.Planes = t.Samples
	}
	if t.Orientation == 0 {
		t.Orientation = t.xmp()
	}
	switch compression {
	case 1, 0:
	case 3, 4, 5, 8, 32773, 32946:
		t.Packed, t.Fax = true, compression == 3 || compression == 4
	default:
		return Unsupported("TIFF of an unusual compression")
	}
	if err := t.checkSamples(); err != nil {
		return err
	}
	return t.checkBlocks()
}

func (t *TIFF) checkSamples() error {
	least, ok := map[int]int{TIFFWhiteIsZero: 1, TIFFBlackIsZero: 1, TIFFPalette: 1, TIFFRGB: 3, TIFFInks: 4}[t.Colour]
	if !ok || t.Colour == TIFFInks && t.firstOr(tagInk, 1) != 1 {
		return Unsupported("TIFF of an unusual kind of colour")
	}
	most := least
	if t.Colour == TIFFRGB || t.Planes > 1 {
		most++ // of which a plane isn't looked at
	}
	for _, bits := range t.values(tagBits, t.Samples) {
		if int(bits) != t.Bits {
			return Unsupported("TIFF of an unusual depth")
		}
	}
	deep := t.Bits == 8 || t.Bits == 16 && t.Colour != TIFFPalette
	switch {
	case !deep && (t.Bits != 1 || t.Samples > 1), t.firstOr(tagFormat, 1) != 1:
		return Unsupported("TIFF of an unusual depth")
	case t.Samples < least || t.Samples > most:
		return Unsupported("TIFF of an unusual number of samples")
	case t.firstOr(tagPredictor, 1) > 2:
		return Unsupported("TIFF of an unusual compression")
	case t.firstOr(tagFill, 1) == 2 && t.Packed && t.first(tagCompression) > 4:
		return Unsupported("TIFF of an unusual order of bits")
	}
	return nil
}

// checkBlocks limits the strips or tiles.
func (t *TIFF) checkBlocks() error {
	width, height := int64(t.Width), int64(t.Height)
	if w, h := int64(t.first(tagTileWidth)), int64(t.first(tagTileHeight)); w > 0 {
		if w < 8 || h < 8 || w > 1<<20 || h > 1<<20 {
			return broken("tiles of %d × %d", w, h)
		}
		t.BlockPixels = w * h
		if (width+w-1)/w*((height+h-1)/h) > mostBlocks {
			return ErrTooMuch
		}
		return nil
	}
	rows := height
	if r := int64(t.first(tagRows)); r > 0 {
		rows = min(rows, r)
	}
	t.BlockPixels = width * rows
	if (height+rows-1)/rows > mostBlocks {
		return ErrTooMuch
	}
	return nil
}
