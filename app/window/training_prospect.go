package window

import (
	"strings"
	"time"

	"siamface/app/session"
	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/recipes"
	"siamface/model/run"
)

// runProspect is the run that the form stands for: what will happen, and how long it is thought to take on the open folder.
type runProspect struct {
	t       *trainingTab
	took    time.Duration // 0: it isn't known yet
	version int           // counts, so that only the newest answer is heard
}

// foresee asks how long the run will take, off Fyne's goroutine, and shows it.
func (p *runProspect) foresee() {
	t := p.t
	p.version++
	mine := p.version
	p.took = 0
	o, data := t.form.describeOptions(), t.Folder.Data
	p.show()
	if data == nil || t.form.wrong != "" {
		return
	}
	data = data.Clone()
	runInBackground(func() (time.Duration, error) { return run.Forecast(data, o) }, func(took time.Duration, err error) {
		if err == nil && mine == p.version {
			p.took = took
			p.show()
		}
	})
}

// show shows what is known of the run that the form stands for.
func (p *runProspect) show() {
	t := p.t
	recipe, err := recipes.Find(t.form.recipe.Selected)
	purpose, time := "", ""
	if err == nil {
		purpose = t.Words.Choose(recipe.Purpose)
	}
	if p.took > 0 {
		time = t.Words.Text("prospect.time", p.about())
	}
	t.form.purpose.SetText(purpose)
	t.form.time.SetText(time)
	t.view.refresh()
}

// describeEstimate writes a rounded duration in words, without parts that are naught: "14 min", which "14:00" would be too exact for.
func describeEstimate(words *session.Words, took time.Duration) string {
	hours, minutes, seconds := int(took.Hours()), int(took.Minutes())%60, int(took.Seconds())%60
	switch {
	case hours > 0 && minutes > 0:
		return words.Text("time.hours.minutes", hours, minutes)
	case hours > 0:
		return words.Text("time.hours", hours)
	case minutes > 0 && seconds > 0:
		return words.Text("time.minutes.seconds", minutes, seconds)
	case minutes > 0:
		return words.Text("time.minutes", minutes)
	}
	return words.Text("time.seconds", seconds)
}

// about is how long the run will take, in words.
func (p *runProspect) about() string {
	return describeEstimate(p.t.Words, format.RoundLeft(p.took))
}

// describe says what will happen when Train is pressed.
func (p *runProspect) describe() (title, text, steps string) {
	t := p.t
	words, d := t.Words, t.Folder.Data
	if d == nil {
		return words.Text("prospect.nofolder"), words.Text("prospect.nofolder.text"), ""
	}
	if t.form.wrong != "" {
		return words.Text("prospect.cannot"), t.form.wrong, ""
	}
	learned, validated, tested := d.Count(dataset.Train), d.Count(dataset.Validation), d.Count(dataset.Test)
	title = words.Count("prospect.title", learned)
	if p.took > 0 {
		title = words.Text("prospect.about", title, p.about())
	}
	text = words.Text("prospect.text", words.Count("count.people", validated), words.Count("count.people", tested))
	lines := []string{words.Count("prospect.read", d.Photos())}
	recipe, _ := recipes.Find(t.form.recipe.Selected)
	epochs, _, err := t.form.readNumbers()
	switch {
	case recipe.Solved():
		lines = append(lines, words.Text("prospect.solve"))
	case recipe.ChoosesHead && err == nil:
		lines = append(lines, words.Text("prospect.heads", format.Count(epochs)))
	case err == nil:
		lines = append(lines, words.Text("prospect.train", format.Count(epochs)))
	}
	lines = append(lines, words.Text("prospect.thresholds"), words.Count("prospect.measure", tested), words.Text("prospect.then"))
	for i := range lines {
		lines[i] = words.Text("prospect.step", i+1, lines[i])
	}
	return title, text, strings.Join(lines, "\n")
}
