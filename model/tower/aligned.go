package tower

import (
	"context"
	"image"
	"slices"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/torch"
	"siamface/model/weights"
)

// aligned is the tower of the recipe face: its features are the embedding of the photo's main face, found and aligned by the
// pretrained networks of package face, which lie beside the program and not in the model. The head is one dense layer
// without ReLU that starts from the identity: untrained, the embedding is the networks' own. UnitOn, 0 or 1, says whether the
// embedding is then brought to length 1, which a whitening wants and the networks' own doesn't.
type aligned struct{}

func (aligned) parameters() []Parameter {
	return []Parameter{
		{Name: DenseWeight, Layer: denseName, Shape: []int{face.Size, face.Size}, start: initial{kind: identity}},
		{Name: DenseBias, Layer: denseName, Shape: []int{face.Size}},
		{Name: UnitOn, Layer: "unit", Shape: []int{1}, Statistic: true},
	}
}

func (aligned) layers() []Layer {
	return append(chipLayers("aligned by five points"),
		Layer{Name: "recogniser", Kind: "ResNet, mirror mean, frozen", Output: []int{face.Size}, Inputs: []string{"chip"}},
		Layer{Name: denseName, Kind: "dense, from the identity", Output: []int{face.Size}, Inputs: []string{"recogniser"}},
		Layer{Name: "unit", Kind: "to length 1, if switched on", Output: []int{face.Size}, Inputs: []string{denseName}})
}

// shapedLayers are those from a photo to its main face in the shape of the mean face.
func shapedLayers() []Layer { return chipLayers("warped to the mean shape") }

// chipLayers are those from a photo to its main face, cut out in some way.
func chipLayers(cut string) []Layer {
	return []Layer{
		{Name: "photo", Kind: "any size", Output: []int{AnySize, AnySize, 3}},
		{Name: "detector", Kind: "tiny YOLO v2, frozen", Output: []int{4}, Inputs: []string{"photo"}},
		{Name: "landmarks", Kind: "68 points, twice, frozen", Output: []int{68, 2}, Inputs: []string{"detector"}},
		{Name: "chip", Kind: cut, Output: []int{150, 150, 3}, Inputs: []string{"landmarks", "photo"}},
	}
}

func (aligned) freeze(map[string]weights.Tensor, torch.Device) (stage, error) { return nil, nil }

func (aligned) embed(f *torch.Flow, features *torch.Tensor, w map[string]*torch.Tensor, _ bool) *torch.Tensor {
	x := f.Linear(features, w[DenseWeight], w[DenseBias])
	length := f.Sqrt(f.AtLeast(f.SumRows(f.Square(f.Share(x)), true), 1e-12))
	on := w[UnitOn]
	return f.Div(x, f.Add(f.Mul(length, f.Share(on)), f.Affine(f.Share(on), -1, 1)))
}

// UnitOn is the name of the switch of the recipe face.
const UnitOn = "unit.on"

// photoValues are a photo as the frozen part takes it. For the recipes that find faces, what was found comes with it.
type photoValues struct {
	values []float32
	found  *face.Description
}

// valuesOf are those of decoded photos.
func (t *Tower) valuesOf(ctx context.Context, networks *face.Networks, photos ...image.Image) ([]photoValues, error) {
	all := make([]photoValues, len(photos))
	if networks == nil {
		parallel.All(len(photos), func(i int) { all[i].values = t.Recipe.Input.Pixels(photos[i]) })
		return all, nil
	}
	look := networks.DescribeAll
	if t.seesChips() {
		look = networks.PrepareAll
	}
	found, err := look(ctx, photos...)
	if err != nil {
		return nil, err
	}
	parallel.All(len(photos), func(i int) { all[i] = photoValues{t.faceValues(found[i]), found[i]} })
	return all, nil
}

// filesValues are those of photos' files, helped by the cache of faces; errs says of each photo why there are none.
func (t *Tower) filesValues(ctx context.Context, files []*photo.File) (all []photoValues, errs []error) {
	all, errs = make([]photoValues, len(files)), make([]error, len(files))
	networks, err := t.networks(ctx)
	if err != nil {
		return all, slices.Repeat([]error{err}, len(files))
	}
	if networks == nil {
		parallel.All(len(files), func(i int) {
			img, err := files[i].Decode()
			if errs[i] = err; err == nil {
				all[i].values = t.Recipe.Input.Pixels(img)
			}
		})
		return all, errs
	}
	look := networks.DescribePhotos
	if t.seesChips() {
		look = networks.PreparePhotos
	}
	found, errs, err := look(ctx, t.cache, files...)
	if err != nil {
		return all, slices.Repeat([]error{err}, len(files))
	}
	parallel.All(len(files), func(i int) {
		if errs[i] == nil {
			all[i] = photoValues{t.faceValues(found[i]), found[i]}
		}
	})
	return all, errs
}

// networks are those that find faces, loaded the first time; nil for recipes that look for none.
func (t *Tower) networks(ctx context.Context) (*face.Networks, error) {
	if !t.Recipe.FindsFaces {
		return nil, nil
	}
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.faces != nil {
		return t.faces, nil
	}
	dir, err := face.Find()
	if err != nil {
		return nil, err
	}
	if t.faces, err = face.Load(ctx, dir, t.device); err != nil {
		return nil, err
	}
	if t.Recipe.Input.Shaped {
		t.faces = t.faces.Shaped()
	}
	return t.faces, nil
}

// seesChips says whether the network looks at aligned faces, rather than at their descriptions.
func (t *Tower) seesChips() bool { return t.Recipe.FindsFaces && t.Recipe.Input.Size() > 0 }

// faceValues is a face as the frozen part takes it.
func (t *Tower) faceValues(d *face.Description) []float32 {
	if t.seesChips() {
		return t.Recipe.Input.Pixels(d.Chip.Image())
	}
	return d.Embedding
}

// Untrained is the recipe face as it comes, with the thresholds that were measured for it on 2,132 people of the LFW set: a
// false match rate of 1 % at 0.602, of 0.1 % at 0.528.
func Untrained(ctx context.Context, device string) (*Model, error) {
	recipe, err := Find(Face)
	if err != nil {
		return nil, err
	}
	t, err := New(recipe, nil, "", 0)
	if err != nil {
		return nil, err
	}
	m := &Model{Tower: t, Judgement: Judgement{Rate: 0.01, Threshold: 0.602, Sure: 0.528, ThresholdShown: true, SureShown: true}, Untrained: true}
	if err := m.Open(ctx, device, 0); err != nil {
		return nil, err
	}
	if _, err := t.networks(ctx); err != nil { // at once: there is nothing else that it could be refused for
		_ = torch.Do(context.Background(), func() error {
			t.Close()
			return nil
		})
		return nil, err
	}
	return m, nil
}
