package report

import (
	"encoding/json"
	"iter"
	"slices"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/errorrate"
	"siamface/model/evaluate"
	"siamface/model/identify"
	"siamface/model/pairlist"
	"siamface/model/run"
	"siamface/model/torch"
	"siamface/model/tower"
)

// Material is what an evaluation leaves for Build. OfFolds and OfEvaluation make it; the fields that they can't know
// (Command, Files, Seconds) may be set afterwards.
type Material struct {
	Root    string           // the folder
	Data    *dataset.Dataset // what was found in it; nil for a list of pairs
	Command []string         // as in Document
	Files   []string         // of models and weights, to be hashed
	Seconds float64
	Device  string // a name of torch.Devices, for the chips of the recipe face

	Test     run.Measured
	Scores   evaluate.Scores
	Photos   []string                               // that the pairs of Scores are numbered as
	Pairs    iter.Seq2[string, pairlist.ScoredPair] // with the names of their folds, "" without folds
	Baseline map[string]evaluate.Scores
	// Found is what audit.Quick finds in Data; nil leaves that to Build.
	Found *audit.Audit

	protocol Protocol
	method   Method
	device   string // its full name
	spread   map[string]evaluate.Spread
	training []FoldHistory
	skipped  []dataset.Skipped
	noFace   *int
	people   []dataset.Person
	record   json.RawMessage // of the model
	folded   *run.FoldRecord
	// identification is there where it was measured.
	identification *identify.Result
}

// OfFolds is the material of a cross-validation of the people of d.
func OfFolds(d *dataset.Dataset, r *run.Folded) Material {
	m := Material{
		Root: d.Root, Data: d, Seconds: r.Seconds, Device: r.Options.Device, Test: r.Test, Scores: r.Scores, Photos: r.Files, Pairs: r.Pairs,
		Baseline: r.Baseline, device: r.Device, spread: r.Spread, skipped: r.Skipped, noFace: r.NoFace, folded: &r.Record,
		protocol: Protocol{Kind: KindFolds, Tested: dataset.Names(d.People), Threshold: Threshold{Origin: OriginFolds, Rate: errorrate.FMROr(r.Options.FMR)}},
		method:   Method{Recipe: r.Options.Recipe, Trained: !r.Options.Untrained, Settings: &r.Settings, Changes: r.Changes},
	}
	if r.Weights.File != "" {
		m.method.Files = []HashedFile{{r.Weights.File, r.Weights.SHA256}}
	}
	for _, f := range r.Folds {
		m.protocol.Folds = append(m.protocol.Folds, Fold{FoldMetrics: f.FoldMetrics, Tested: f.Names, BestEpoch: f.Best, HeadMethod: f.HeadMethod})
		if len(f.History) > 0 {
			m.training = append(m.training, takeHistory(f))
		}
	}
	return m
}

// OfEvaluation is the material of a model that scored pairs.
func OfEvaluation(e run.Evaluation) Material {
	model, s := e.Model, e.Scored
	m := Material{
		Root: e.Root, Data: e.Data, Test: e.Measured, Scores: s.Scores, Baseline: e.Baseline, skipped: s.Skipped, noFace: e.NoFace,
		device: torch.DeviceName(model.Device()), identification: e.Identification,
		Pairs: func(yield func(string, pairlist.ScoredPair) bool) {
			for p := range s.Pairs {
				if !yield("", p) {
					return
				}
			}
		},
		protocol: Protocol{Kind: KindList, Threshold: thresholdOf(model)},
		method:   Method{Recipe: model.Design.Name, Trained: !model.Untrained},
	}
	if e.Data != nil {
		m.Photos, m.people, m.record = s.Files, e.People, model.Record
		m.protocol.Kind, m.protocol.Tested = KindPeople, dataset.Names(e.People)
		m.protocol.Published = e.Data.Published && slices.Equal(m.protocol.Tested, dataset.Names(e.Data.Of(dataset.Test)))
	}
	for _, f := range e.Folds {
		m.protocol.Folds = append(m.protocol.Folds, Fold{FoldMetrics: f})
		m.protocol.Threshold = Threshold{Origin: OriginOthers}
	}
	m.readRecord(model.Record)
	return m
}

// readRecord takes how a model was made from its record. A model of someone else's has none of ours.
func (m *Material) readRecord(record json.RawMessage) {
	var made run.Record
	if len(record) == 0 || json.Unmarshal(record, &made) != nil {
		return
	}
	m.protocol.Split = made.Split
	m.method.Settings, m.method.Changes, m.method.HeadMethod = &made.Settings, made.Changes, made.HeadMethod
	m.method.Epochs, m.method.BestEpoch = made.Epochs, made.BestEpoch
	if made.Weights.File != "" {
		m.method.Files = []HashedFile{{made.Weights.File, made.Weights.SHA256}}
	}
}

// thresholdOf is how a model's threshold was.
func thresholdOf(model *tower.Model) Threshold {
	j := model.Judgement
	t := Threshold{Origin: OriginHeldOut, Rate: errorrate.FMROr(j.Rate), Value: evaluate.Known(j.Threshold), Sure: evaluate.Known(j.Sure), Genuine: j.Genuine, Impostor: j.Impostor}
	if j.General {
		t.Origin = OriginLFW
	}
	return t
}

// takeHistory takes the columns of a fold's training.
func takeHistory(f run.FoldResult) FoldHistory {
	h := FoldHistory{Fold: f.Fold}
	for _, e := range f.History {
		h.Loss, h.ValidationLoss = append(h.Loss, evaluate.Known(e.Loss)), append(h.ValidationLoss, evaluate.Known(e.ValidationLoss))
		h.Accuracy, h.ValidationAccuracy = append(h.Accuracy, evaluate.Known(e.Accuracy)), append(h.ValidationAccuracy, evaluate.Known(e.ValidationAccuracy))
	}
	return h
}

// foldsOf names the fold of each photo; nil without folds of people.
func (m Material) foldsOf() map[string]string {
	if m.protocol.Kind != KindFolds || m.Data == nil {
		return nil
	}
	of := map[string]string{}
	for _, f := range m.protocol.Folds {
		for _, p := range m.Data.People {
			if slices.Contains(f.Tested, p.Name) {
				for _, ph := range p.Photos {
					of[ph.Path] = f.Fold
				}
			}
		}
	}
	return of
}
