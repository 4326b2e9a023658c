package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"siamface/model/train"
)

// quietLines is about how many lines a training leaves where there is no terminal.
const quietLines = 50

// progress shows on stderr how far the work is: a bar on a terminal, else a line per stage and per epoch.
type progress struct {
	w        io.Writer
	terminal bool
	stage    string
	bar      *progressbar.ProgressBar
	epochs   int // that have their line
	shown    int // how many quietLines-th have theirs
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	return &progress{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// count shows that done of total are done in a stage; a total of −1 is unknown and then only a terminal shows it.
func (p *progress) count(stage string, done, total int) {
	if !p.terminal {
		if stage != p.stage && total >= 0 {
			p.stage = stage
			fmt.Fprintln(p.w, stage+" …")
		}
		return
	}
	p.open(stage, total)
	_ = p.bar.Set(done) // a bar that can't be drawn is no reason to stop
}

// lines is count for long work: where there is no terminal, it leaves a line from time to time.
func (p *progress) lines(stage string, done, total int) {
	if p.terminal {
		p.count(stage, done, total)
		return
	}
	if shown := done * quietLines / max(1, total); stage != p.stage || shown > p.shown {
		p.stage, p.shown = stage, shown
		fmt.Fprintf(p.w, "%s: %d of %d\n", stage, done, total)
	}
}

// train shows a step of training.
func (p *progress) train(e train.Event) {
	const stage = "Training"
	if !p.terminal {
		p.stage = stage
		p.epoch(e)
		return
	}
	p.open(stage, e.Epochs*e.Steps)
	p.bar.Describe(fmt.Sprintf("Epoch %d/%d  loss %.4f  %.0f pairs/s  %s left", e.Epoch, e.Epochs, e.Loss, e.PairsPerSecond, span(e.Left)))
	_ = p.bar.Set((e.Epoch-1)*e.Steps + e.Step)
}

// epoch writes the line of an epoch that is done; of very many, every few.
func (p *progress) epoch(e train.Event) {
	n := len(e.History)
	if n == p.epochs {
		return
	}
	p.epochs = n
	if every := (e.Epochs + quietLines - 1) / quietLines; n%every != 0 && n != 1 && n != e.Epochs {
		return
	}
	last := e.History[n-1]
	line := fmt.Sprintf("epoch %d/%d: loss %.4f, accuracy %s", last.Number, e.Epochs, last.Loss, orUnknown(last.Accuracy))
	if !math.IsNaN(last.ValidationLoss) {
		line += fmt.Sprintf("; validation: loss %.4f, accuracy %s, EER %s",
			last.ValidationLoss, orUnknown(last.ValidationAccuracy), orUnknown(last.ValidationEER))
	}
	fmt.Fprintf(p.w, "%s; %.0f pairs/s, %s left\n", line, e.PairsPerSecond, span(e.Left))
}

// orUnknown is percent for a figure that is NaN where there is none.
func orUnknown(v float64) string {
	if math.IsNaN(v) {
		return percent(nil)
	}
	return percent(&v)
}

// open begins the bar of a stage, unless it is there.
func (p *progress) open(stage string, total int) {
	if p.stage == stage && p.bar != nil {
		return
	}
	p.end()
	p.stage = stage
	p.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(stage), progressbar.OptionSetWidth(16),
		progressbar.OptionThrottle(time.Second/15), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetSpinnerChangeInterval(0), progressbar.OptionClearOnFinish())
}

// end takes the bar away, so that a line can be written.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.stage = nil, ""
	}
}
