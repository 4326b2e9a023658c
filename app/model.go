//go:build !headless

package app

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

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
	inBackground(func() (*heldModel, error) { return loadModel(path, "auto") }, func(m *heldModel, err error) {
		if err != nil {
			w.showError(w.t("model.cannot"), err)
			return
		}
		w.setModel(m)
		w.notice.say(w.t("model.inuse", w.modelName()))
	})
}

// modelName is the model in use in a few words.
func (s *state) modelName() string {
	if s.model == nil {
		return s.t("model.none")
	}
	name := s.model.Recipe.Name
	if s.model.folder != "" {
		name = filepath.Base(s.model.folder)
	}
	return name
}

// modelLine is the model in use for the status bar: recipe and threshold.
func (s *state) modelLine() string {
	if s.model == nil {
		return s.t("model.none")
	}
	j := s.model.Judgement
	if j.ThresholdShown {
		return s.t("model.line.fmr", s.model.Recipe.Name, distanceText(j.Threshold))
	}
	return s.t("model.line", s.model.Recipe.Name, distanceText(j.Threshold))
}
