package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours that carry a meaning, the same everywhere in the program. They never stand alone: words, hatching or dashes
// say the same.
const (
	// ColorSame marks the same person: genuine pairs.
	ColorSame fyne.ThemeColorName = "same"
	// ColorDifferent marks different people: impostor pairs.
	ColorDifferent fyne.ThemeColorName = "different"
	// ColorUnsure marks the zone between the two thresholds.
	ColorUnsure fyne.ThemeColorName = "unsure"
	// ColorWell is the quiet ground behind a picture, the lowest of the three levels of surface.
	ColorWell fyne.ThemeColorName = "well"
	// ColorCard is the ground of what belongs together, the highest level, with an outline; the window's background lies between.
	ColorCard fyne.ThemeColorName = "card"
)

// Mode says whether a theme is light, dark or as the system wants it.
type Mode int

// The modes of a Theme.
const (
	FollowSystem Mode = iota
	Light
	Dark
)

// Theme is the look of the window: neutral greys on three levels, so that pictures are seen as they are, one accent for what
// can be clicked, three sizes of text and spacing in a rhythm of 8 units. Fonts and icons are Fyne's own.
type Theme struct {
	mode  Mode
	fonts Fonts
}

// Fonts are faces for the characters that Fyne's lack. The toolkit takes each character from the first face that has it, and asks these
// first: so they should lack Latin letters. A space comes from the face of what stands before it: so they should have that, and lines of
// the same height.
type Fonts struct{ Regular, Bold fyne.Resource }

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes a theme. To change the mode, set another theme on the application's settings.
func NewTheme(mode Mode) *Theme {
	return &Theme{mode: mode}
}

// Mode is the mode the theme was made with.
func (t *Theme) Mode() Mode {
	return t.mode
}

// Color looks a colour up; the variant counts only where the theme follows the system.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	palette := darkPalette
	if t.variant(variant) == theme.VariantLight {
		palette = lightPalette
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, t.variant(variant))
}

func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.mode {
	case Light:
		return theme.VariantLight
	case Dark:
		return theme.VariantDark
	}
	return system
}

// WithFonts is the same theme with faces of its own for what Fyne's lack.
func (t *Theme) WithFonts(fonts Fonts) *Theme {
	return &Theme{mode: t.mode, fonts: fonts}
}

// Font gives the theme's own face, behind which the toolkit puts Fyne's and the system's; without one, Fyne's.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol || t.fonts.Regular == nil:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return t.fonts.Bold
	}
	return t.fonts.Regular
}

// Icon gives Fyne's icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size gives lengths in units: text in three sizes (28 for an answer, 14, 12), space in steps of 4.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameCaptionText:
		return 12
	case theme.SizeNameText, theme.SizeNameSubHeadingText:
		return 14
	case theme.SizeNameHeadingText:
		return 28
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameScrollBarSmall:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

// IsDark tells whether the window is dark now, whichever theme it wears.
func IsDark() bool {
	r, g, b, _ := theme.Color(theme.ColorNameBackground).RGBA()
	return r+g+b < 3*0x8000
}

func rgb(hex uint32) color.NRGBA {
	return rgba(hex<<8 | 0xff)
}

func rgba(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 24), G: uint8(hex >> 16), B: uint8(hex >> 8), A: uint8(hex)}
}

var lightPalette = map[fyne.ThemeColorName]color.NRGBA{
	ColorSame:      rgb(0x2B6CB0),
	ColorDifferent: rgb(0xC05621),
	ColorUnsure:    rgb(0x6B6B6B),
	ColorWell:      rgb(0xE8E8E8),
	ColorCard:      rgb(0xFFFFFF),

	theme.ColorNameBackground:          rgb(0xFFFFFF),
	theme.ColorNameForeground:          rgb(0x1E1E1E),
	theme.ColorNamePlaceHolder:         rgb(0x666666),
	theme.ColorNameDisabled:            rgb(0x9A9A9A),
	theme.ColorNameButton:              rgb(0xFFFFFF),
	theme.ColorNameDisabledButton:      rgb(0xFFFFFF),
	theme.ColorNameInputBackground:     rgb(0xFFFFFF),
	theme.ColorNameInputBorder:         rgb(0xC8C8C8),
	theme.ColorNameSeparator:           rgb(0xDADADA),
	theme.ColorNameHeaderBackground:    rgb(0xF3F3F3),
	theme.ColorNameMenuBackground:      rgb(0xFFFFFF),
	theme.ColorNameOverlayBackground:   rgb(0xFFFFFF),
	theme.ColorNameHover:               rgba(0x0000000F),
	theme.ColorNameShadow:              rgba(0x0000001C),
	theme.ColorNamePressed:             rgba(0x00000022),
	theme.ColorNameScrollBar:           rgba(0x00000066),
	theme.ColorNamePrimary:             rgb(0x0F766E),
	theme.ColorNameHyperlink:           rgb(0x0F766E),
	theme.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
	theme.ColorNameFocus:               rgba(0x0F766E66),
	theme.ColorNameSelection:           rgba(0x0F766E30),
	theme.ColorNameError:               rgb(0xB42318),
	theme.ColorNameWarning:             rgb(0x8A6100),
	theme.ColorNameSuccess:             rgb(0x2F7D32),
}

var darkPalette = map[fyne.ThemeColorName]color.NRGBA{
	ColorSame:      rgb(0x63B3ED),
	ColorDifferent: rgb(0xF6AD55),
	ColorUnsure:    rgb(0xA3A3A3),
	ColorWell:      rgb(0x121212),
	ColorCard:      rgb(0x262626),

	theme.ColorNameBackground:          rgb(0x1E1E1E),
	theme.ColorNameForeground:          rgb(0xE8E8E8),
	theme.ColorNamePlaceHolder:         rgb(0xA0A0A0),
	theme.ColorNameDisabled:            rgb(0x6E6E6E),
	theme.ColorNameButton:              rgb(0x262626),
	theme.ColorNameDisabledButton:      rgb(0x1E1E1E),
	theme.ColorNameInputBackground:     rgb(0x282828),
	theme.ColorNameInputBorder:         rgb(0x4A4A4A),
	theme.ColorNameSeparator:           rgb(0x383838),
	theme.ColorNameHeaderBackground:    rgb(0x181818),
	theme.ColorNameMenuBackground:      rgb(0x2C2C2C),
	theme.ColorNameOverlayBackground:   rgb(0x2C2C2C),
	theme.ColorNameHover:               rgba(0xFFFFFF12),
	theme.ColorNameShadow:              rgba(0x00000055),
	theme.ColorNamePressed:             rgba(0xFFFFFF2A),
	theme.ColorNameScrollBar:           rgba(0xFFFFFF66),
	theme.ColorNamePrimary:             rgb(0x3DBBAC),
	theme.ColorNameHyperlink:           rgb(0x3DBBAC),
	theme.ColorNameForegroundOnPrimary: rgb(0x10211F),
	theme.ColorNameFocus:               rgba(0x3DBBAC66),
	theme.ColorNameSelection:           rgba(0x3DBBAC38),
	theme.ColorNameError:               rgb(0xF28B82),
	theme.ColorNameWarning:             rgb(0xE3C05A),
	theme.ColorNameSuccess:             rgb(0x7CC47F),
}
