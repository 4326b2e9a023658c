package window

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"siamface/app/session"
	"siamface/model/evaluate"
	"siamface/model/figure"
)

func TestExportPath(t *testing.T) {
	w := pretend(t)
	e := w.askExport("histogram", figure.Formats, nil)
	e.in = "/tmp"
	for name, want := range map[string]string{
		"histogram": "/tmp/histogram.svg", "a.png": "/tmp/a.png", "b.PDF": "/tmp/b.PDF", "v1.2": "/tmp/v1.2.svg", " c ": "/tmp/c.svg",
	} {
		e.name.SetText(name)
		e.format.Pick(1)
		if got := e.path(); got != filepath.FromSlash(want) {
			t.Errorf("%q goes to %s, want %s", name, got, want)
		}
	}
}

// The histogram is written where the user said, the folder is remembered, and nothing is replaced without asking.
func TestExportHistogram(t *testing.T) {
	w := pretend(t)
	w.evaluation.chart.exportFigure()
	if w.notice.text != w.Words.Text("evaluation.nothing") {
		t.Errorf("without a model: %q", w.notice.text)
	}
	scores, err := evaluate.New([]float64{0.1, 0.2}, []float64{0.8, 0.9, 1})
	if err != nil {
		t.Fatal(err)
	}
	w.evaluation.show(&evaluation{scores: scores, threshold: 0.5, people: 2, photos: 5, of: "faces"})
	w.evaluation.chart.exportFigure()
	f := w.evaluation.chart.shownFigure()
	e := w.askExport("histogram", figure.Formats, func(path string) error { return figure.Save(path, f) })
	e.in = t.TempDir()
	e.save()
	pump(t, func() bool { return w.Settings.String(session.KeyExport) == e.in })
	path := filepath.Join(e.in, "histogram.png")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := png.Decode(file); err != nil {
		t.Error(err)
	}

	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	sheets := len(w.sheets)
	e.save()
	if data, err := os.ReadFile(path); string(data) != "mine" || err != nil || len(w.sheets) != sheets+1 {
		t.Errorf("the file was replaced without asking: %q (%v)", data, err)
	}
}
