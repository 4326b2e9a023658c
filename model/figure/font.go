package figure

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
)

// maxFontBytes bounds a font file; large Chinese collections have some 100 MiB.
const maxFontBytes = 256 << 20

var defaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}

// UseFontFile is LoadFont for a file.
func UseFontFile(path string) (font.Font, error) {
	f, err := os.Open(path)
	if err != nil {
		return font.Font{}, fmt.Errorf("can't read the font: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFontBytes+1))
	if err != nil {
		return font.Font{}, fmt.Errorf("can't read the font: %w", err)
	}
	loaded, err := LoadFont(data)
	if err != nil {
		return font.Font{}, fmt.Errorf("%s: %w", path, err)
	}
	return loaded, nil
}

// LoadFont makes a font known to the figures and returns what to put into Style.Font: an OpenType or TrueType font, or the
// first font of a collection. data must not change afterwards. It fails where data is none or lacks what drawing needs.
func LoadFont(data []byte) (font.Font, error) {
	if len(data) == 0 {
		return font.Font{}, errors.New("the font is empty")
	}
	if len(data) > maxFontBytes {
		return font.Font{}, fmt.Errorf("the font is larger than %d MiB", maxFontBytes>>20)
	}
	collection, err := opentype.ParseCollection(data) // takes a single font too
	if err != nil {
		return font.Font{}, fmt.Errorf("this is no usable OpenType or TrueType font: %w", err)
	}
	face, err := collection.Font(0)
	if err != nil {
		return font.Font{}, fmt.Errorf("the first font of the collection is not usable: %w", err)
	}
	name, err := checkFont(face)
	if err != nil {
		return font.Font{}, fmt.Errorf("the font is not usable: %w", err)
	}
	loaded := font.Font{Typeface: font.Typeface("file: " + name)}
	font.DefaultCache.Add(font.Collection{{Font: loaded, Face: face}})
	return loaded, nil
}

// checkFont tries what the canvases later do without a way to report an error, and returns the family's name.
func checkFont(face *opentype.Font) (family string, err error) {
	var buffer sfnt.Buffer
	ppem := fixed.Int26_6(face.UnitsPerEm())
	if _, err := face.Metrics(&buffer, ppem, xfont.HintingNone); err != nil {
		return "", err
	}
	for _, r := range "a0" {
		glyph, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			return "", err
		}
		if _, err := face.GlyphAdvance(&buffer, glyph, ppem, xfont.HintingNone); err != nil {
			return "", err
		}
		if _, err := face.LoadGlyph(&buffer, glyph, ppem, nil); err != nil {
			return "", err
		}
		if _, err := face.Kern(&buffer, glyph, glyph, ppem, xfont.HintingNone); err != nil && err != sfnt.ErrNotFound {
			return "", err
		}
	}
	return face.Name(&buffer, sfnt.NameIDFamily)
}

// CanDraw tells whether Liberation Sans or the given font, which may be the zero value, has a glyph for every character of
// the texts.
func CanDraw(f font.Font, texts ...string) bool {
	faces := []font.Face{font.DefaultCache.Lookup(defaultFont, 1)}
	if f.Typeface != "" {
		faces = append(faces, font.DefaultCache.Lookup(f, 1))
	}
	var buffer sfnt.Buffer
	for _, text := range texts {
		for _, r := range text {
			if !slices.ContainsFunc(faces, func(face font.Face) bool { return hasGlyph(&buffer, face, r) }) {
				return false
			}
		}
	}
	return true
}
