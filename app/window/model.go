package window

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"

	"siamface/model/run"
	"siamface/model/tower"
)

// heldModel is a model with those who use it: one that was replaced is freed when the last of them is done.
type heldModel struct {
	*tower.Model
	folder  string     // of the run; "" when the file lies alone
	report  run.Report // of the run, as far as there is one
	users   int
	retired bool
}

// use keeps the model until done.
func (m *heldModel) use() { m.users++ }

func (m *heldModel) done() {
	m.users--
	m.free()
}

func (m *heldModel) retire() {
	m.retired = true
	m.free()
}

// free waits for libtorch's thread, so it isn't done on Fyne's goroutine.
func (m *heldModel) free() {
	if m.retired && m.users == 0 && m.Model != nil {
		model := m.Model
		m.Model = nil
		go func() { _ = model.Release(context.Background()) }() // it fails only with its context
	}
}

// setModel makes a model the one in use.
func (s *state) setModel(m *heldModel) {
	old := s.model
	s.model = m
	if old != nil {
		old.retire()
	}
	notify(s.onModel)
}

// loadModel reads a model file and what its run left beside it.
func loadModel(path, device string) (*heldModel, error) {
	m, err := tower.Load(context.Background(), path, device)
	if err != nil {
		return nil, err
	}
	h := &heldModel{Model: m}
	folder := filepath.Dir(path)
	_, statErr := os.Stat(filepath.Join(folder, run.PairsFile))
	if report, err := run.ReadReport(folder); err == nil && statErr == nil && filepath.Base(path) == run.ModelFile {
		h.folder, h.report = folder, report
		return h, nil
	}
	_ = json.Unmarshal(m.Record, &h.report.Record) // a model without a record works as well
	return h, nil
}

// openModel makes a model file the model in use.
func (w *Window) openModel(path string) {
	w.choose(func() (*heldModel, error) { return loadModel(path, "auto") })
}

// choose makes the model that load reads, off Fyne's goroutine, the one in use. Of several choices the last counts.
func (w *Window) choose(load func() (*heldModel, error)) {
	w.choices++
	mine := w.choices
	inBackground(load, func(m *heldModel, err error) {
		switch {
		case err != nil:
			w.showError(w.t("model.cannot"), err)
		case mine != w.choices:
			m.retire()
		default:
			w.setModel(m)
			w.notice.say(w.t("model.inuse", w.modelName()))
		}
	})
}

// modelName is the model in use in a few words.
func (s *state) modelName() string {
	switch {
	case s.model == nil && s.loading:
		return s.t("model.loading")
	case s.model == nil:
		return s.t("model.none")
	case s.model.folder != "":
		return filepath.Base(s.model.folder)
	}
	return s.recipeName()
}

// recipeName is the recipe of the model in use, with the word that it is untrained where it is.
func (s *state) recipeName() string {
	if s.model.isUntrained() {
		return s.t("model.untrained", s.model.Recipe.Name)
	}
	return s.model.Recipe.Name
}

// modelLine is the model in use for the status bar: recipe and threshold.
func (s *state) modelLine() string {
	if s.model == nil {
		return s.modelName()
	}
	j := s.model.Judgement
	if j.ThresholdShown {
		rate := strconv.FormatFloat(100*cmp.Or(j.Rate, 0.01), 'g', 3, 64) + " %"
		return s.t("model.line.fmr", s.recipeName(), rate, distanceText(j.Threshold))
	}
	return s.t("model.line", s.recipeName(), distanceText(j.Threshold))
}
