package window

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/widgets"
)

// noticeFor is how long a notice stays.
const noticeFor = 8 * time.Second

// notice is a short message above the status bar, over the page. It goes by itself or by a click.
type notice struct {
	layer *fyne.Container
	card  *noticeCard
	timer *time.Timer
	text  string
}

// noticeCard is the message on its ground.
type noticeCard struct {
	widget.BaseWidget
	label  *widget.Label
	action *widgets.Button // hidden where there is nothing to do
	tapped func()
}

func newNotice() *notice {
	n := &notice{}
	n.card = &noticeCard{label: widget.NewLabel(""), action: widgets.NewQuietButton("", nil, nil), tapped: n.hide}
	n.card.action.Hide()
	n.card.ExtendBaseWidget(n.card)
	n.card.Hide()
	n.card.label.Truncation = fyne.TextTruncateEllipsis
	n.layer = container.New(noticeLayout{}, n.card)
	return n
}

// noticeLayout puts the message beside the tabs, where nothing else is; where it needs more room it covers them.
type noticeLayout struct{}

// buttonsWidth is the room of the buttons at the right.
const buttonsWidth = 132

// MinSize is nothing.
func (noticeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Layout places the message.
func (noticeLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	card := objects[0]
	wanted := card.MinSize()
	w := min(wanted.Width, size.Width-buttonsWidth-2*step)
	card.Resize(fyne.NewSize(w, wanted.Height))
	card.Move(fyne.NewPos(size.Width-buttonsWidth-w, step/2))
}

// say shows a message.
func (n *notice) say(text string) { n.offer(text, "", "", nil) }

// offer shows a message with a button that does something about it, which its tooltip says.
func (n *notice) offer(text, action, tip string, do func()) {
	n.card.action.SetText(action)
	n.card.action.SetTip(tip)
	n.card.action.OnTapped = func() {
		n.hide()
		do()
	}
	setVisible(n.card.action, do != nil)
	if n.timer != nil {
		n.timer.Stop()
	}
	n.text = text
	n.card.label.SetText(text)
	n.card.Show()
	n.card.Refresh()
	n.layer.Refresh()
	n.timer = time.AfterFunc(noticeFor, func() {
		draw(func() {
			if n.text == text {
				n.hide()
			}
		})
	})
}

// hide takes the message away.
func (n *notice) hide() {
	n.text = ""
	n.card.action.SetTip("")
	n.card.Hide()
}

// Tapped takes the message away.
func (c *noticeCard) Tapped(*fyne.PointEvent) { c.tapped() }

// CreateRenderer links the widget to its drawing.
func (c *noticeCard) CreateRenderer() fyne.WidgetRenderer {
	return &noticeRenderer{card: c, ground: canvas.NewRectangle(color.Transparent)}
}

type noticeRenderer struct {
	card   *noticeCard
	ground *canvas.Rectangle
}

func (r *noticeRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	m, width := r.card.label.MinSize().Height, size.Width
	if r.card.action.Visible() {
		button := r.card.action.MinSize()
		width -= button.Width + step
		r.card.action.Resize(button)
		r.card.action.Move(fyne.NewPos(width, (size.Height-button.Height)/2))
	}
	r.card.label.Resize(fyne.NewSize(width, m))
	r.card.label.Move(fyne.NewPos(0, (size.Height-m)/2))
}

func (r *noticeRenderer) MinSize() fyne.Size {
	text := fyne.MeasureText(r.card.label.Text, theme.TextSize(), fyne.TextStyle{})
	if r.card.action.Visible() {
		text.Width += r.card.action.MinSize().Width + step
	}
	return fyne.NewSize(text.Width+5*step, text.Height+3*step)
}

func (r *noticeRenderer) Objects() []fyne.CanvasObject {
	r.applyStyle()
	return []fyne.CanvasObject{r.ground, r.card.label, r.card.action}
}

func (r *noticeRenderer) Destroy() {}

func (r *noticeRenderer) Refresh() {
	r.applyStyle()
	r.ground.Refresh()
	r.Layout(r.card.Size())
	r.card.label.Refresh()
	r.card.action.Refresh()
}

func (r *noticeRenderer) applyStyle() {
	r.ground.FillColor = theme.Color(theme.ColorNameOverlayBackground)
	r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.ColorNameInputBorder), 1
	r.ground.CornerRadius = 2 * step
}
