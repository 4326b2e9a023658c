package run

import (
	"context"
	"fmt"
	"path/filepath"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/language"
	"siamface/model/parallel"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/train"
	"siamface/model/weights"
)

// plan is what is trained and how: what the stage prepare gives. The stages behind it change nothing of it but the model's head, scale
// and thresholds.
type plan struct {
	options  Options
	recipe   recipes.Recipe
	settings train.Settings
	origin   Origin
	model    *tower.Model
	report   func(Event)
	kept     *shelf          // nil where nothing is kept
	told     map[string]bool // what was said of a GPU whose memory was full
	watch    *watch          // nil: nobody asks how long it will take
	fold     int             // of a cross-validation, from 1; else 0
}

// prepare reads the weights and builds the tower.
func prepare(ctx context.Context, o Options, report func(Event)) (plan, error) {
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return plan{}, err
	}
	pretrained, err := loadWeights(recipe, o.Weights)
	if err != nil {
		return plan{}, err
	}
	t, origin, err := buildTower(recipe, pretrained, o)
	if err != nil {
		return plan{}, err
	}
	p := plan{options: o, recipe: recipe, settings: settingsFor(recipe, o), origin: origin, model: &tower.Model{Tower: t}, report: report, told: map[string]bool{}}
	return p, t.Open(ctx, o.Device, p.settings.Threads)
}

// fullMemory are the warnings of a training of which a person should know at once, in Chinese.
var fullMemory = map[string]string{
	train.HalvedBatch: "显存不足：现在每步只使用一半的照片，结果与完整批次不同。",
	train.LeftGPU:     "显存不足：训练改在处理器上继续，耗时更长。",
}

// tellMemory says once that a GPU's memory was full.
func (p plan) tellMemory(warnings []string) {
	for _, text := range warnings {
		if chinese := fullMemory[text]; chinese != "" && !p.told[text] {
			p.told[text] = true
			p.report(Event{Notice: language.Text{English: text, Chinese: chinese}})
		}
	}
}

func (p plan) release() { _ = p.model.Release(background) }

// check finds options that make no sense.
func (o Options) check() error {
	if !(o.FMR >= 0 && o.FMR < 1) {
		return fmt.Errorf("the false match rate must be a fraction between 0 and 1, not %v", o.FMR)
	}
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return err
	}
	return settingsFor(recipe, o).Fits(recipe.Design)
}

// drawSplit draws the split, and refuses one that can't be trained on.
func drawSplit(d *dataset.Dataset, seed uint64) error {
	if err := d.Assign(seed); err != nil {
		return err
	}
	return checkPeople(d)
}

// startData draws the split, and begins to watch over the training.
func startData(d *dataset.Dataset, o Options) (*watch, error) {
	if err := drawSplit(d, o.Seed); err != nil {
		return nil, err
	}
	recipe, err := recipes.Find(o.Recipe)
	if err != nil {
		return nil, err
	}
	return startWatch(recipe, o, d), nil
}

// auditData audits the photos, without a look at the pictures.
func auditData(ctx context.Context, d *dataset.Dataset, report func(Event)) (audit.Audit, error) {
	return audit.Quick(ctx, d, func(_ audit.Stage, done, total int) { report(Event{Stage: Auditing, Done: done, Total: total}) })
}

// checkPeople refuses what could not be trained or calibrated, before any photo is read: a training must not fail at its end.
func checkPeople(d *dataset.Dataset) error {
	for _, split := range []dataset.Split{dataset.Train, dataset.Validation} {
		var person []int
		for i, p := range d.Of(split) {
			for range p.Photos {
				person = append(person, i)
			}
		}
		if err := checkPhotos(split, person); err != nil {
			return err
		}
	}
	return nil
}

// checkPhotos wants two people, and a person with two photos: without an impostor pair and a genuine one nothing can be
// learned, and no threshold be set. Photo i shows person[i].
func checkPhotos(split dataset.Split, person []int) error {
	photos := map[int]int{}
	most := 0
	for _, p := range person {
		photos[p]++
		most = max(most, photos[p])
	}
	if len(photos) < 2 || most < 2 {
		name := map[dataset.Split]string{dataset.Train: "training", dataset.Validation: "validation"}[split]
		return fmt.Errorf("there are too few photos for %s: at least two people, and two photos of one of them, are needed there", name)
	}
	return nil
}

// loadWeights reads the weights of a recipe that takes them, if some are given.
func loadWeights(recipe recipes.Recipe, path string) (*weights.File, error) {
	if path == "" {
		return nil, nil
	}
	if !recipe.TakesWeights() {
		return nil, fmt.Errorf("the recipe %s is trained from nothing and takes no weights", recipe.Name)
	}
	pretrained, err := weights.Read(path, weights.Limits{Only: recipe.HasTensor}) // which takes no pipes and no endless files
	if err != nil {
		return nil, err
	}
	if pretrained.Metadata["format"] != "" {
		return nil, fmt.Errorf("%s is a model of Siamface; --weights takes the ImageNet weights of a ResNet-50", path)
	}
	return pretrained, nil
}

// buildTower builds the tower while the file of its weights is hashed.
func buildTower(recipe recipes.Recipe, pretrained *weights.File, o Options) (*tower.Tower, Origin, error) {
	if pretrained == nil {
		t, err := tower.New(recipe.Design, nil, "", o.Seed)
		return t, Origin{}, err
	}
	origin := Origin{File: filepath.Base(o.Weights)}
	var hashErr error
	var hashing parallel.Group
	hashing.Go(func() { origin.SHA256, hashErr = file.SHA256(o.Weights) })
	t, err := tower.New(recipe.Design, pretrained, "", o.Seed)
	hashing.Wait()
	if err != nil {
		return nil, origin, fmt.Errorf("%s can't be used: %w", o.Weights, err)
	}
	if hashErr != nil {
		return nil, origin, fmt.Errorf("can't read the weights: %w", hashErr)
	}
	t.Origin = origin.String()
	return t, origin, nil
}
