package window

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// box is a rectangle in the window, in units.
type box struct{ left, top, right, bottom float32 }

func newBox(at fyne.Position, size fyne.Size) box {
	return box{at.X, at.Y, at.X + size.Width, at.Y + size.Height}
}

func (b box) cut(o box) box {
	return box{max(b.left, o.left), max(b.top, o.top), min(b.right, o.right), min(b.bottom, o.bottom)}
}

func (b box) empty() bool { return b.right <= b.left || b.bottom <= b.top }

// seenText is a text that a window shows.
type seenText struct {
	text, whole string // as drawn; of the label that it is a line of, "": none
	at          box    // where it is drawn, as far as nothing cuts it
	room        box    // what it must not leave
	clip        box    // what cuts it
	scroll      fyne.CanvasObject
	path        string
}

// walker walks what a window shows.
type walker struct{ texts []seenText }

// standing is where the walk stands.
type standing struct {
	at         fyne.Position
	room, clip box
	scroll     fyne.CanvasObject
	whole      string
	path       string
}

// look lists the texts that lie on top in a window: of its content, or of what lies over it.
func look(win fyne.Window, known leastSizes) []seenText {
	c := win.Canvas()
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	all := newBox(fyne.Position{}, c.Size())
	for range frames {
		known.layOutAgain(root)
	}
	s := &walker{}
	s.walk(root, standing{room: all, clip: all})
	return s.texts
}

// frames are how many of them the window's driver has to lay everything out.
const frames = 4

// leastSizes are those that a window's driver remembers of its objects.
type leastSizes map[fyne.CanvasObject]fyne.Size

// layOutAgain lays parents out anew whose parts need another room, as the window's driver does in a frame: only the parent noticed last, so
// that what relies on more is seen.
func (l leastSizes) layOutAgain(root fyne.CanvasObject) {
	var parent fyne.CanvasObject // that needs it
	var pass func(o, above fyne.CanvasObject)
	pass = func(o, above fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		var inner []fyne.CanvasObject
		again := func() {}
		switch o := o.(type) {
		case *fyne.Container:
			inner = o.Objects
			if o.Layout != nil {
				again = func() { o.Layout.Layout(o.Objects, o.Size()) }
			}
		case fyne.Widget:
			r := test.WidgetRenderer(o)
			inner, again = r.Objects(), func() { r.Layout(o.Size()) }
		}
		for _, part := range inner {
			pass(part, o)
		}
		if parent == o {
			again()
			parent = nil
		}
		if least := o.MinSize(); least != l[o] {
			if l[o] = least; above != nil {
				parent = above
			} else {
				again()
			}
		}
	}
	pass(root, nil)
}

func (s *walker) walk(o fyne.CanvasObject, p standing) {
	if o == nil || !o.Visible() {
		return
	}
	p.at = p.at.Add(o.Position())
	here := newBox(p.at, o.Size())
	var inner []fyne.CanvasObject
	switch o := o.(type) {
	case *canvas.Text:
		s.add(o, p)
		return
	case *canvas.Rectangle:
		s.cover(o, here.cut(p.clip))
		return
	case *fyne.Container:
		inner = o.Objects
	case fyne.Widget:
		if rich, ok := o.(*widget.RichText); ok {
			p.whole = rich.String()
		}
		if !here.empty() { // the toolkit gives a dialog's title no size
			p.room = p.room.cut(here)
		}
		inner = test.WidgetRenderer(o).Objects()
		p.path += "/" + strings.TrimPrefix(fmt.Sprintf("%T", o), "*")
	}
	if scroll, ok := o.(*container.Scroll); ok {
		p.clip, p.scroll = p.clip.cut(here), scroll
		for _, part := range inner {
			content := p
			if part == scroll.Content { // what is scrolled may lie outside
				content.room = newBox(p.at.Add(part.Position()), part.Size())
				if scroll.Direction == container.ScrollVerticalOnly {
					content.room.left, content.room.right = p.room.left, p.room.right
				}
			}
			s.walk(part, content)
		}
		return
	}
	if _, ok := o.(fyne.Scrollable); ok { // parts of it may lie above or below
		p.clip, p.scroll = p.clip.cut(here), o
		p.room.top, p.room.bottom = -far, far
	}
	for _, part := range inner {
		s.walk(part, p)
	}
}

// far is outside of any window.
const far = 1e6

// add notes a text with the place that it is drawn at.
func (s *walker) add(t *canvas.Text, p standing) {
	if strings.TrimSpace(t.Text) == "" {
		return
	}
	need := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle)
	at := p.at
	switch spare := t.Size().Subtract(need); t.Alignment {
	case fyne.TextAlignCenter:
		at.X += spare.Width / 2
	case fyne.TextAlignTrailing:
		at.X += spare.Width
	}
	at.Y += max(t.Size().Height-need.Height, 0) / 2
	s.texts = append(s.texts, seenText{text: t.Text, whole: p.whole, at: newBox(at, need), room: p.room, clip: p.clip, scroll: p.scroll, path: p.path})
}

// cover forgets the texts below an opaque rectangle.
func (s *walker) cover(r *canvas.Rectangle, at box) {
	if r.FillColor == nil || at.empty() {
		return
	}
	if _, _, _, alpha := r.FillColor.RGBA(); alpha < 0xffff {
		return
	}
	kept := s.texts[:0]
	for _, t := range s.texts {
		if seen := t.at.cut(t.clip); seen.empty() || seen.cut(at) != seen {
			kept = append(kept, t)
		}
	}
	s.texts = kept
}

const (
	slack   = 2   // units by which texts may overlap or stand out
	leading = 0.2 // share of a line's height that its letters leave free, above and below together
)

// faults says what is wrong with texts: those that are cut, lie over each other or stand out of their room. user has marks of what is the
// user's own, which may be shortened.
func faults(texts []seenText, words []*regexp.Regexp, user ...string) (wrong []string) {
	for i, t := range texts {
		own := slices.ContainsFunc(user, func(mark string) bool { return strings.Contains(t.text, mark) })
		if !own && isShortened(t, words) {
			wrong = append(wrong, fmt.Sprintf("shortened: %q (%s)", t.text, t.path))
		}
		high := (t.at.bottom - t.at.top) * leading / 2
		if t.clip.empty() {
			continue
		}
		if t.at.left < t.room.left-slack || t.at.right > t.room.right+slack || t.at.top+high < t.room.top-slack || t.at.bottom-high > t.room.bottom+slack {
			wrong = append(wrong, fmt.Sprintf("out of its room: %q at %v in %v (%s)", t.text, t.at, t.room, t.path))
		}
		for _, o := range texts[:i] {
			a, b := t.at, o.at
			if t.scroll != o.scroll {
				a, b = a.cut(t.clip), b.cut(o.clip)
			}
			both := a.cut(b)
			if both.right-both.left > slack && both.bottom-both.top > slack+leading*min(t.at.bottom-t.at.top, o.at.bottom-o.at.top) {
				wrong = append(wrong, fmt.Sprintf("over each other: %q and %q, %v (%s, %s)", o.text, t.text, both, o.path, t.path))
			}
		}
	}
	return wrong
}

// isShortened tells whether a text has an ellipsis that is in none of the program's words.
func isShortened(t seenText, words []*regexp.Regexp) bool {
	if !strings.Contains(t.text, "…") {
		return false
	}
	if t.whole != "" && strings.Contains(t.whole, strings.TrimSpace(t.text)) {
		return false
	}
	for _, w := range words {
		if w.MatchString(t.text) {
			return false
		}
	}
	return true
}

// unshortened are the program's words that have an ellipsis of their own, with anything in their places.
func unshortened(t *testing.T) (list []*regexp.Regexp) {
	t.Helper()
	for _, name := range []string{"en", "zh"} {
		data, err := os.ReadFile("../../assets/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(data, &words); err != nil {
			t.Fatal(err)
		}
		for key, text := range words {
			if _, shown, help := strings.Cut(key, "help."); help {
				list = append(list, regexp.MustCompile("^"+regexp.QuoteMeta(shown)+"$"))
			}
			if strings.Contains(text, "…") {
				list = append(list, regexp.MustCompile("^[⚠ ]*"+placesOfWords.ReplaceAllString(regexp.QuoteMeta(text), "[^…]*")+"$"))
			}
		}
	}
	return list
}

var placesOfWords = regexp.MustCompile(`\\\{\d\\\}`)

// The walk finds what is wrong where it is known to be.
func TestFaultsAreFound(t *testing.T) {
	w := test.NewWindow(nil)
	defer w.Close()
	label := widget.NewLabel("Accuracy at the threshold")
	label.Truncation = fyne.TextTruncateEllipsis
	one, two, out := canvas.NewText("one", nil), canvas.NewText("two", nil), canvas.NewText("far away", nil)
	out.Move(fyne.NewPos(260, 100))
	label.Resize(fyne.NewSize(80, 40))
	label.Move(fyne.NewPos(0, 50))
	w.SetContent(container.NewWithoutLayout(one, two, label, out))
	w.Resize(fyne.NewSize(300, 200))
	found := strings.Join(faults(look(w, leastSizes{}), unshortened(t), "Ω"), "\n")
	for _, want := range []string{`shortened: "Acc`, `over each other: "one" and "two"`, `out of its room: "far away"`} {
		if !strings.Contains(found, want) {
			t.Errorf("%s isn't found: %s", want, found)
		}
	}
	label.SetText("Train…")
	two.Move(fyne.NewPos(100, 0))
	out.Move(fyne.NewPos(100, 100))
	if wrong := faults(look(w, leastSizes{}), unshortened(t), "Ω"); len(wrong) > 0 {
		t.Errorf("what is right is called wrong: %q", wrong)
	}
}
