package widgets

import (
	"image/color"
	"sort"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
)

// step is the unit of spacing.
const step float32 = 4

// doUI runs a function on Fyne's goroutine; tests, whose driver has none, put a queue in its place.
var doUI = doGuarded

// now is the time, which stands still for tests: however slow the machine is, their clicks follow each other at once.
var now = time.Now

// later runs a function once, after a delay, on a goroutine of its own; the result cancels it.
var later = func(delay time.Duration, f func()) (cancel func()) {
	timer := time.AfterFunc(delay, guarded(f))
	return func() { timer.Stop() }
}

// scaleOf is how many pixels a unit has on the screen that shows a widget, 1 where none does.
func scaleOf(o fyne.CanvasObject) float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		return c.Scale()
	}
	return 1
}

// pixelsOf is a length in pixels on the screen that shows a widget.
func pixelsOf(o fyne.CanvasObject, length float32) int { return int(length*scaleOf(o) + 0.5) }

// heldKeys are Ctrl, Shift and the like where they are held down; tests, whose driver knows no keys, put others in its place.
var heldKeys = func() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// parts is the renderer of the widgets in this package: a fixed list of objects and the functions that place, measure
// and recolour them.
type parts struct {
	of         fyne.Widget
	objects    []fyne.CanvasObject
	layOut     func(fyne.Size)
	minSize    func() fyne.Size
	applyStyle func()                         // takes texts and colours over from the widget and the theme
	asIs       func(o fyne.CanvasObject) bool // whether an object, costly to paint, hasn't changed; nil: none
}

func (p *parts) Layout(size fyne.Size)        { p.layOut(size) }
func (p *parts) MinSize() fyne.Size           { return p.minSize() }
func (p *parts) Objects() []fyne.CanvasObject { return p.objects }
func (p *parts) Destroy()                     {}

func (p *parts) Refresh() {
	p.applyStyle()
	p.layOut(p.of.Size())
	for _, o := range p.objects {
		if p.asIs == nil || !p.asIs(o) {
			o.Refresh()
		}
	}
	canvas.Refresh(p.of)
}

func ink(w fyne.Widget, name fyne.ThemeColorName) color.Color {
	return theme.ColorForWidget(name, w)
}

// tint is a theme colour at a lower opacity (0…255).
func tint(w fyne.Widget, name fyne.ThemeColorName, alpha uint8) color.Color {
	c := color.NRGBAModel.Convert(ink(w, name)).(color.NRGBA)
	c.A = alpha
	return c
}

// style sets the colour and size of a text from the theme.
func style(w fyne.Widget, t *canvas.Text, c fyne.ThemeColorName, s fyne.ThemeSizeName) {
	t.Color = ink(w, c)
	t.TextSize = theme.SizeForWidget(s, w)
}

// lineHeight is the height in units of one line of text.
func lineHeight(w fyne.Widget, s fyne.ThemeSizeName) float32 {
	return fyne.MeasureText("Ag", theme.SizeForWidget(s, w), fyne.TextStyle{}).Height
}

// put places an object at its minimal size.
func put(o fyne.CanvasObject, x, y float32) {
	o.Resize(o.MinSize())
	o.Move(fyne.NewPos(x, y))
}

// place puts an object into a rectangle.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	o.Move(fyne.NewPos(x, y))
}

func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// elide shortens a text in its middle until it is no wider than width: the end of a file name tells as much as its start.
func elide(text string, width, size float32, st fyne.TextStyle) string {
	fits := func(s string) bool { return fyne.MeasureText(s, size, st).Width <= width }
	if width <= 0 {
		return ""
	}
	// No letter is wider than the size of the text, and measuring takes most of the time in which a grid scrolls.
	if float32(len(text))*size <= width || fits(text) {
		return text
	}
	runes := []rune(text)
	short := func(keep int) string {
		head := (keep + 1) / 2
		return string(runes[:head]) + "…" + string(runes[len(runes)-keep+head:])
	}
	return short(longest(len(runes)-1, func(n int) bool { return fits(short(n)) }))
}

// longest is the largest number up to most for which it fits, where it fits below any that fits; 0 where nothing does.
func longest(most int, fits func(n int) bool) int {
	return sort.Search(most, func(i int) bool { return !fits(i + 1) })
}

// breakAt is where to break a line of which n characters fit: Chinese anywhere but before a mark, else at the last space, if any.
func breakAt(text []rune, n int) int {
	if n >= len(text) {
		return n
	}
	if unicode.Is(unicode.Han, text[n-1]) {
		if n > 1 && unicode.IsPunct(text[n]) {
			n--
		}
		return n
	}
	for space := n; space > 0; space-- {
		if text[space] == ' ' {
			return space
		}
	}
	return n
}

// wrap breaks a text into at most lines lines no wider than width, between words where it can; the end of the last
// line is left out where it must be.
func wrap(text string, width, size float32, st fyne.TextStyle, lines int) []string {
	fits := func(s string) bool { return fyne.MeasureText(s, size, st).Width <= width }
	var out []string
	rest := []rune(strings.TrimSpace(text))
	for len(rest) > 0 && len(out) < lines-1 && !fits(string(rest)) {
		n := breakAt(rest, max(1, longest(len(rest), func(n int) bool { return fits(string(rest[:n])) })))
		out = append(out, strings.TrimSpace(string(rest[:n])))
		rest = []rune(strings.TrimSpace(string(rest[n:])))
	}
	last := string(rest)
	if !fits(last) {
		short := func(n int) string { return string(rest[:n]) + "…" }
		last = short(longest(len(rest)-1, func(n int) bool { return fits(short(n)) }))
	}
	if last != "" {
		out = append(out, last)
	}
	return out
}
