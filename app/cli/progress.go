package cli

import (
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"siamface/model/audit"
	"siamface/model/format"
	"siamface/model/run"
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

// showStage shows that done of total are done in a stage; a total of −1 is unknown and then only a terminal shows it.
func (p *progress) showStage(stage string, done, total int) {
	if !p.terminal {
		if stage != p.stage && total >= 0 {
			p.stage = stage
			fmt.Fprintln(p.w, stage+" …")
		}
		return
	}
	p.openBar(stage, total)
	_ = p.bar.Set(done) // a bar that can't be drawn is no reason to stop
}

// logStage is showStage for long work: where there is no terminal, it leaves a line from time to time.
func (p *progress) logStage(stage string, done, total int) {
	if p.terminal {
		p.showStage(stage, done, total)
		return
	}
	if shown := done * quietLines / max(1, total); stage != p.stage || shown > p.shown {
		p.stage, p.shown = stage, shown
		fmt.Fprintf(p.w, "%s: %d of %d\n", stage, done, total)
	}
}

// showSteps shows a step of training, with the time that is left of all the work.
func (p *progress) showSteps(e train.Event, share float64, left time.Duration) {
	if !p.terminal {
		p.stage = "Training"
		p.logEpoch(e, left)
		return
	}
	p.showShare(fmt.Sprintf("Epoch %d/%d  loss %.4f  %.0f pairs/s", e.Epoch, e.Epochs, e.Loss, e.PairsPerSecond), share, left)
}

// showShare shows one bar for work of several stages, on a terminal.
func (p *progress) showShare(what string, share float64, left time.Duration) {
	const all = 1000
	p.openBar("work", all)
	if left > 0 {
		what += "  " + formatLeft(left)
	}
	p.bar.Describe(what)
	_ = p.bar.Set(int(all * share)) // a bar that can't be drawn is no reason to stop
}

// formatLeft is how long something will still take, as exact as an estimate is.
func formatLeft(left time.Duration) string { return formatDuration(format.RoundLeft(left)) + " left" }

// logEpoch writes the line of an epoch that is done; of very many, every few.
func (p *progress) logEpoch(e train.Event, left time.Duration) {
	n := len(e.History)
	if n == p.epochs {
		return
	}
	p.epochs = n
	if e.PairsPerSecond == 0 { // it was done before this training went on
		return
	}
	if every := (e.Epochs + quietLines - 1) / quietLines; n%every != 0 && n != 1 && n != e.Epochs {
		return
	}
	last := e.History[n-1]
	line := fmt.Sprintf("epoch %d/%d: loss %.4f, accuracy %s", last.Number, e.Epochs, last.Loss, percentOrUnknown(last.Accuracy))
	if !math.IsNaN(last.ValidationLoss) {
		line += fmt.Sprintf("; validation: loss %.4f, accuracy %s, EER %s",
			last.ValidationLoss, percentOrUnknown(last.ValidationAccuracy), percentOrUnknown(last.ValidationEER))
	}
	fmt.Fprintf(p.w, "%s; %.0f pairs/s, %s\n", line, e.PairsPerSecond, formatLeft(left))
}

// percentOrUnknown is formatPercent for a figure that is NaN where there is none.
func percentOrUnknown(v float64) string {
	if math.IsNaN(v) {
		return formatPercent(nil, 0)
	}
	return formatPercent(&v, 0)
}

// openBar begins the bar of a stage, unless it is there.
func (p *progress) openBar(stage string, total int) {
	if p.stage == stage && p.bar != nil {
		return
	}
	p.closeBar()
	p.stage = stage
	p.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(stage), progressbar.OptionSetWidth(16),
		progressbar.OptionThrottle(time.Second/15), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetSpinnerChangeInterval(0), progressbar.OptionClearOnFinish())
}

// closeBar takes the bar away, so that a line can be written.
func (p *progress) closeBar() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.stage = nil, ""
	}
}

// showAudit shows how far an audit is.
func (p *progress) showAudit(stage audit.Stage, done, total int) {
	p.showStage(map[audit.Stage]string{
		audit.Hashing: "Looking for copies", audit.Decoding: "Reading the pictures", audit.Comparing: "Comparing the pictures",
	}[stage], done, total)
}

// stageWords say what is done in the stages of a training.
var stageWords = map[run.Stage]string{
	run.Auditing: "Looking for copies", run.Reading: "Reading the photos", run.Checking: "Setting the thresholds by folds of the training people",
	run.Refitting: "Training once more, on the validation people too", run.Measuring: "Measuring on the test people",
	run.Comparing: "Comparing pairs", run.ComparingPixels: "Comparing pairs by raw pixels", run.ComparingUntrained: "Comparing pairs by the untrained tower",
}

// manyPairs take so long to compare that it is told how far that is, also where there is no terminal.
const manyPairs = 50_000_000

// showEvaluation shows how far an evaluation is, with the time left of all of it.
func (p *progress) showEvaluation(e run.Event) {
	words := stageWords[e.Stage]
	if e.Stage == run.Measuring {
		words = "Finding the intervals"
	}
	counts := e.Stage != run.Measuring
	switch {
	case p.terminal && counts:
		p.showShare(fmt.Sprintf("%s, %s of %s", words, format.Count(e.Done), format.Count(e.Total)), e.Share, e.Left)
	case p.terminal:
		p.showShare(words, e.Share, e.Left)
	case e.Stage == run.Reading && e.Total > manyPhotos, counts && e.Total > manyPairs:
		p.logShare(words, e)
	case e.Stage == run.Reading:
		p.showStage(words, e.Done, e.Total)
	}
}

// showTraining shows how far a training is: on a terminal by one bar over all stages, with the stage named and the time left of all.
func (p *progress) showTraining(e run.Event) {
	words := stageWords[e.Stage]
	switch {
	case e.Stage == run.Writing:
		p.closeBar()
	case e.Stage == run.Training:
		p.showSteps(*e.Train, e.Share, e.Left)
	case p.terminal && e.Stage == run.Reading:
		p.showShare(fmt.Sprintf("%s, %s of %s", words, format.Count(e.Done), format.Count(e.Total)), e.Share, e.Left)
	case p.terminal:
		p.showShare(words, e.Share, e.Left)
	case e.Stage == run.Reading && e.Total > manyPhotos:
		p.logShare(words, e)
	case e.Stage != run.Auditing || e.Total > manyPhotos:
		p.showStage(words, e.Done, e.Total)
	}
}

// logFold writes that a part of a fold begins.
func (p *progress) logFold(stage string, left time.Duration) {
	if stage != p.stage {
		p.stage = stage
		fmt.Fprintf(p.w, "%s … %s\n", stage, formatLeft(left))
	}
}

// manyPhotos take so long to read that it is told how far that is, also where there is no terminal.
const manyPhotos = 1000

// logShare writes from time to time how much of a stage is done.
func (p *progress) logShare(words string, e run.Event) {
	if shown := e.Done * quietLines / e.Total; words != p.stage || shown > p.shown {
		p.stage, p.shown = words, shown
		fmt.Fprintf(p.w, "%s: %s of %s; %s\n", words, format.Count(e.Done), format.Count(e.Total), formatLeft(e.Left))
	}
}
