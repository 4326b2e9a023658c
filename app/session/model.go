package session

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/tower"
)

// Model is a model with those who use it: one that was replaced is freed when the last of them is done.
type Model struct {
	*tower.Model
	Path    string     // of the file; "" for the recipe face as it comes
	Folder  string     // of the run; "" when the file lies alone
	Report  run.Report // of the run, as far as there is one
	users   int
	retired bool
}

// Hold keeps the model until it is released.
func (m *Model) Hold() { m.users++ }

// EndHold says that who held the model is done with it.
func (m *Model) EndHold() {
	m.users--
	m.free()
}

// Retire says that the model isn't in use any more.
func (m *Model) Retire() {
	m.retired = true
	m.free()
}

// free waits for libtorch's thread, so it isn't done on Fyne's goroutine.
func (m *Model) free() {
	if m.retired && m.users == 0 && m.Model != nil {
		model := m.Model
		m.Model = nil
		go func() { // it fails only with its context
			_ = parallel.Catch(func() error { return model.Release(context.Background()) })
		}()
	}
}

// IsUntrained tells whether it is the recipe face as it comes.
func (m *Model) IsUntrained() bool {
	return m != nil && m.Model != nil && m.Untrained && m.Folder == ""
}

// LoadModel reads a model file and what its run left beside it. It may run off Fyne's goroutine.
func LoadModel(path, device string) (*Model, error) {
	m, err := recipes.Load(context.Background(), path, device)
	if err != nil {
		return nil, err
	}
	h := &Model{Model: m, Path: path}
	folder := filepath.Dir(path)
	_, statErr := os.Stat(filepath.Join(folder, run.PairsFile))
	if report, err := run.ReadReport(folder); err == nil && statErr == nil && filepath.Base(path) == run.ModelFile {
		h.Folder, h.Report = folder, report
		return h, nil
	}
	_ = json.Unmarshal(m.Record, &h.Report.Record) // a model without a record works as well
	return h, nil
}

// LoadUntrained reads the recipe face as it comes. It may run off Fyne's goroutine.
func LoadUntrained() (*Model, error) {
	m, err := recipes.Untrained(context.Background())
	if err != nil {
		return nil, err
	}
	return &Model{Model: m}, nil
}

// Models is the model in use, and what is known of the untrained recipe face.
type Models struct {
	Current *Model // nil: none
	Loading bool   // whether the untrained one is on its way, to be the first
	Lacking error  // why there is no untrained recipe face, nil: nothing
	Changed Listeners

	settings Settings
}

func newModels(settings Settings) *Models {
	_, lacking := face.Find()
	m := &Models{Lacking: lacking, settings: settings}
	m.Loading = lacking == nil || m.Remembered() != ""
	return m
}

// Remembered is the file of the model that was in use last; "" where that was the untrained recipe face, and where the file is gone.
func (m *Models) Remembered() string {
	path := m.settings.String(KeyModel)
	if info, err := os.Stat(path); path == "" || err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return path
}

// Use makes a model the one in use, also the next time the program starts.
func (m *Models) Use(model *Model) {
	old := m.Current
	m.Current = model
	m.settings.SetString(KeyModel, model.Path)
	if old != nil {
		old.Retire()
	}
	m.Changed.notify()
}

// Move says that the run of the model in use lies in another folder now.
func (m *Models) Move(from, to string) {
	if m.Current == nil || m.Current.Folder != from {
		return
	}
	m.Current.Folder, m.Current.Path = to, filepath.Join(to, filepath.Base(m.Current.Path))
	m.settings.SetString(KeyModel, m.Current.Path)
	m.Changed.notify()
}

// EndLoading says what came of loading the untrained recipe face: it is in use as long as there is no other.
func (m *Models) EndLoading(model *Model, err error) {
	m.Loading = false
	switch {
	case err != nil:
		m.Lacking = err
		m.Changed.notify()
	case m.Current != nil: // chosen meanwhile
		model.Retire()
	default:
		m.Use(model)
	}
}
