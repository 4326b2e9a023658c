package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// TabBar is a row of words one of which is chosen, by a click or, where it has the keyboard, by the arrow keys.
type TabBar struct {
	widget.BaseWidget
	OnSelected func(i int)

	words    []string
	selected int
	focused  bool
	names    []*canvas.Text
	edges    []float32 // left edges of the tabs, and the right edge of the last
	mark     *canvas.Rectangle
	ring     *canvas.Rectangle
}

var _ fyne.Focusable = (*TabBar)(nil)

// NewTabBar makes a bar of n tabs, the first chosen.
func NewTabBar(n int, selected func(i int)) *TabBar {
	b := &TabBar{
		OnSelected: selected, words: make([]string, n), edges: make([]float32, n+1),
		mark: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
	}
	for range n {
		b.names = append(b.names, canvas.NewText("", nil))
	}
	b.ExtendBaseWidget(b)
	return b
}

// SetWords changes the words, one a tab.
func (b *TabBar) SetWords(words ...string) {
	copy(b.words, words)
	b.Refresh()
}

// Selected is the chosen tab.
func (b *TabBar) Selected() int { return b.selected }

// Select chooses a tab and calls OnSelected; one that doesn't exist, or is chosen already, changes nothing.
func (b *TabBar) Select(i int) {
	if i < 0 || i >= len(b.words) || i == b.selected {
		return
	}
	b.selected = i
	b.Refresh()
	if b.OnSelected != nil {
		b.OnSelected(i)
	}
}

// Center is the middle of a tab, counted from the bar's corner.
func (b *TabBar) Center(i int) fyne.Position {
	return fyne.NewPos((b.edges[i]+b.edges[i+1])/2, b.Size().Height/2)
}

// Tapped chooses the tab below the pointer.
func (b *TabBar) Tapped(e *fyne.PointEvent) {
	for i := range b.words {
		if e.Position.X >= b.edges[i] && e.Position.X < b.edges[i+1] {
			b.Select(i)
		}
	}
}

// FocusGained shows where the keyboard is.
func (b *TabBar) FocusGained() { b.setFocused(true) }

// FocusLost hides it.
func (b *TabBar) FocusLost() { b.setFocused(false) }

func (b *TabBar) setFocused(f bool) {
	b.focused = f
	b.Refresh()
}

// TypedRune hands on.
func (b *TabBar) TypedRune(r rune) { passRune(b, r) }

// TypedKey chooses the tab beside, or hands on.
func (b *TabBar) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		b.Select(b.selected - 1)
	case fyne.KeyRight:
		b.Select(b.selected + 1)
	default:
		passKey(b, e)
	}
}

// CreateRenderer links the widget to its drawing.
func (b *TabBar) CreateRenderer() fyne.WidgetRenderer {
	p := &parts{of: b, layOut: b.layOut, applyStyle: b.applyStyle, minSize: b.minSize, objects: []fyne.CanvasObject{b.mark, b.ring}}
	for _, n := range b.names {
		p.objects = append(p.objects, n)
	}
	b.applyStyle()
	return p
}

func (b *TabBar) applyStyle() {
	for i, n := range b.names {
		colour := theme.ColorNamePlaceHolder
		if i == b.selected {
			colour = theme.ColorNameForeground
		}
		style(b, n, colour, theme.SizeNameText)
		n.TextStyle.Bold = i == b.selected
		n.Text = b.words[i]
	}
	b.mark.FillColor = ink(b, theme.ColorNamePrimary)
	b.ring.StrokeColor, b.ring.StrokeWidth, b.ring.CornerRadius = ink(b, theme.ColorNameFocus), 2, step
	show(b.ring, b.focused)
}

// width has room for the bold word, so that no tab moves when another is chosen.
func (b *TabBar) width(i int) float32 {
	size := theme.SizeForWidget(theme.SizeNameText, b)
	return fyne.MeasureText(b.words[i], size, fyne.TextStyle{Bold: true}).Width + 6*step
}

func (b *TabBar) minSize() fyne.Size {
	w := float32(0)
	for i := range b.words {
		w += b.width(i)
	}
	return fyne.NewSize(w, lineHeight(b, theme.SizeNameText)+4*step)
}

func (b *TabBar) layOut(size fyne.Size) {
	x := float32(0)
	for i, n := range b.names {
		b.edges[i] = x
		w := b.width(i)
		text := n.MinSize()
		put(n, x+(w-text.Width)/2, (size.Height-text.Height)/2)
		if i == b.selected {
			place(b.mark, x+3*step, size.Height-3, w-6*step, 3)
			place(b.ring, x+1, 1, w-2, size.Height-2)
		}
		x += w
	}
	b.edges[len(b.names)] = x
}
