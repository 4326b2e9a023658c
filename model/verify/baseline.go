package verify

import (
	"context"
	"errors"
	"path/filepath"

	"siamface/model/evaluate"
	"siamface/model/torch"
	"siamface/model/tower"
)

// The baselines, by which it is seen what training bought.
const (
	BaselinePixels    = "pixels"    // of tower.ExtractPixels
	BaselineUntrained = "untrained" // the same tower before any training
)

// Baseline scores the pairs that ScorePeople or ScoreList scored by what needs no training: by raw pixels and, for a model that was
// trained, by its tower as it starts with the seed. It reads all photos once more.
func (s Scored) Baseline(ctx context.Context, m *tower.Model, seed uint64) (map[string]evaluate.Scores, error) {
	if s.again == nil {
		return nil, errors.New("only photos that were read for scoring can be scored by raw pixels")
	}
	baseline := map[string]evaluate.Scores{}
	paths := make([]string, len(s.Files))
	for i, f := range s.Files {
		paths[i] = filepath.Join(s.root, filepath.FromSlash(f))
	}
	pixels, failed, err := tower.ExtractPixels(ctx, paths)
	if err != nil {
		return nil, err
	}
	if len(failed) > 0 { // it could be read a moment ago
		return nil, failed[0].Err
	}
	if baseline[BaselinePixels], err = s.again(ctx, pixels.Data, pixels.Width); err != nil || m.Untrained {
		return baseline, err
	}
	embeddings, err := embedUntrained(ctx, m, s.features, seed)
	if err != nil {
		return nil, err
	}
	baseline[BaselineUntrained], err = s.again(ctx, embeddings, m.Design.Embedding)
	return baseline, err
}

// embedUntrained gives the embeddings of the model's tower before any training.
func embedUntrained(ctx context.Context, m *tower.Model, features tower.Features, seed uint64) (embeddings []float32, err error) {
	err = torch.Do(ctx, func() error {
		t, err := m.WithInitialHead(seed)
		if err != nil {
			return err
		}
		defer t.Close()
		embeddings, err = t.ComputeEmbeddings(features)
		return err
	})
	return embeddings, err
}
