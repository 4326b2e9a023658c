package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Progress says what is happening and how long it will take, with a button that stops it and answers at once. Idle it is
// empty but keeps its height, so that nothing jumps.
type Progress struct {
	widget.BaseWidget
	OnStop func() // called once for each Start
	// Ask is called when a person wants the work stopped, and calls stop on a yes; nil stops without a question.
	Ask func(stop func())
	// OnChanged is called whenever what is shown has changed, for those who show it elsewhere too.
	OnChanged func()

	stopWord, stoppingWord string
	what, left             string
	fraction               float64
	active, stopping       bool

	track, bar *canvas.Rectangle
	text, time *canvas.Text
	stop       *Button
}

// NewProgress makes an idle progress bar; the words are those of its button before and after a click.
func NewProgress(stop, stopping string) *Progress {
	p := &Progress{
		stopWord: stop, stoppingWord: stopping,
		track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
		text: canvas.NewText("", nil), time: canvas.NewText("", nil),
	}
	p.stop = NewButton(stop, nil, p.RequestStop)
	p.ExtendBaseWidget(p)
	return p
}

// SetWords changes the words of the button.
func (p *Progress) SetWords(stop, stopping string) {
	p.stopWord, p.stoppingWord = stop, stopping
	p.Refresh()
}

// SetTip changes the tooltip of the button.
func (p *Progress) SetTip(text string) { p.stop.SetTip(text) }

// Start shows that work has begun.
func (p *Progress) Start(what string) {
	p.active, p.stopping = true, false
	p.Set(0, what, "")
}

// Set shows how far the work is, from 0 to 1 (below 0: nobody knows), what is happening and the time left in words.
func (p *Progress) Set(fraction float64, what, left string) {
	p.fraction, p.what, p.left = fraction, what, left
	p.changed()
}

func (p *Progress) changed() {
	p.Refresh()
	if p.OnChanged != nil {
		p.OnChanged()
	}
}

// RequestStop is a click on the button: it stops, after a question where there is one.
func (p *Progress) RequestStop() {
	switch {
	case !p.active || p.stopping:
	case p.Ask != nil:
		p.Ask(p.Stop)
	default:
		p.Stop()
	}
}

// Stop asks for the end of the work without a question, and shows so at once.
func (p *Progress) Stop() {
	if !p.active || p.stopping {
		return
	}
	p.stopping = true
	p.changed()
	if p.OnStop != nil {
		p.OnStop()
	}
}

// Done makes the bar idle; what may stay as a last word, like what was reached.
func (p *Progress) Done(what string) {
	p.active, p.stopping = false, false
	p.Set(0, what, "")
}

// Active tells whether work is being shown.
func (p *Progress) Active() bool { return p.active }

// Button is the one that stops.
func (p *Progress) Button() *Button { return p.stop }

// ProgressState is what a Progress shows.
type ProgressState struct {
	What, Left string
	Fraction   float64 // below 0: nobody knows
	Stopping   bool
}

// State is what is shown now.
func (p *Progress) State() ProgressState {
	return ProgressState{What: p.what, Left: p.left, Fraction: p.fraction, Stopping: p.stopping}
}

// CreateRenderer links the widget to its drawing.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	p.applyStyle()
	return &parts{
		of: p, layOut: p.layOut, minSize: p.minSize, applyStyle: p.applyStyle,
		objects: []fyne.CanvasObject{p.track, p.bar, p.text, p.time, p.stop},
	}
}

func (p *Progress) applyStyle() {
	style(p, p.text, theme.ColorNameForeground, theme.SizeNameText)
	style(p, p.time, theme.ColorNamePlaceHolder, theme.SizeNameText)
	p.time.Text = p.left
	p.track.FillColor, p.track.CornerRadius = ink(p, theme.ColorNameButton), 3
	p.bar.FillColor, p.bar.CornerRadius = ink(p, theme.ColorNamePrimary), 3
	if p.fraction < 0 {
		p.bar.FillColor = ink(p, theme.ColorNameFocus)
	}
	for _, o := range []fyne.CanvasObject{p.track, p.bar, p.time, p.stop} {
		show(o, p.active)
	}
	word := p.stopWord
	if p.stopping {
		word = p.stoppingWord
		p.stop.Disable()
	} else {
		p.stop.Enable()
	}
	if p.stop.Text != word {
		p.stop.SetText(word)
	}
}

// buttonWidth has room for both words: the button must not move under the pointer.
func (p *Progress) buttonWidth() float32 {
	size := theme.SizeForWidget(theme.SizeNameText, p)
	words := max(fyne.MeasureText(p.stopWord, size, fyne.TextStyle{}).Width,
		fyne.MeasureText(p.stoppingWord, size, fyne.TextStyle{}).Width)
	return words + 6*step
}

const barHeight = 6

func (p *Progress) minSize() fyne.Size {
	text := lineHeight(p, theme.SizeNameText) + step + barHeight
	return fyne.NewSize(120+p.buttonWidth(), max(text, p.stop.MinSize().Height))
}

func (p *Progress) layOut(size fyne.Size) {
	line := lineHeight(p, theme.SizeNameText)
	button := p.buttonWidth()
	room := size.Width
	if p.active {
		room -= button + 3*step
	}
	y := (size.Height - line - step - barHeight) / 2
	time := p.time.MinSize().Width
	put(p.time, room-time, y)
	p.text.Text = elide(p.what, room-time-2*step, p.text.TextSize, p.text.TextStyle)
	put(p.text, 0, y)
	y += line + step
	place(p.track, 0, y, room, barHeight)
	done := float32(min(p.fraction, 1))
	if p.fraction < 0 {
		done = 1
	}
	place(p.bar, 0, y, room*done, barHeight)
	height := p.stop.MinSize().Height
	place(p.stop, size.Width-button, (size.Height-height)/2, button, height)
}
