package tower

import (
	"context"
	"image"
	"slices"

	"siamface/model/errorrate"
	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
	"siamface/model/torch"
	"siamface/model/weights"
)

// aligned is the tower of the recipe face: its features are the embedding of the photo's main face, found and aligned by the
// pretrained networks of package face, which lie beside the program and not in the model. The head is one dense layer
// without ReLU that starts from the identity: untrained, the embedding is the networks' own. UnitOn, 0 or 1, says whether the
// embedding is then brought to length 1, which a whitening wants and the networks' own has.
type aligned struct{}

func (aligned) parameters() []Parameter {
	size := face.BuiltIn().Size
	return []Parameter{
		{Name: DenseWeight, Layer: denseName, Shape: []int{size, size}, start: initial{kind: identity}},
		{Name: DenseBias, Layer: denseName, Shape: []int{size}},
		{Name: UnitOn, Layer: "unit", Shape: []int{1}, Statistic: true},
	}
}

func (aligned) layers() []Layer {
	r := face.BuiltIn()
	return append(chipLayers("aligned by five points", r.Side),
		Layer{Name: "recogniser", Kind: r.Name + ", mirror sum to length 1, frozen", Output: []int{r.Size}, Inputs: []string{"chip"}},
		Layer{Name: denseName, Kind: "dense, from the identity", Output: []int{r.Size}, Inputs: []string{"recogniser"}},
		Layer{Name: "unit", Kind: "to length 1, if switched on", Output: []int{r.Size}, Inputs: []string{denseName}})
}

// shapedLayers are those from a photo to its main face in the shape of the mean face.
func shapedLayers() []Layer { return chipLayers("warped to the mean shape", face.ShapedSide) }

// chipLayers are those from a photo to its main face, cut out in some way.
func chipLayers(cut string, side int) []Layer {
	return []Layer{
		{Name: "photo", Kind: "any size", Output: []int{AnySize, AnySize, 3}},
		{Name: "detector", Kind: "CenterFace, frozen", Output: []int{4}, Inputs: []string{"photo"}},
		{Name: "landmarks", Kind: "68 points, frozen", Output: []int{68, 2}, Inputs: []string{"detector"}},
		{Name: "chip", Kind: cut, Output: []int{side, side, 3}, Inputs: []string{"landmarks", "photo"}},
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
	err := parallel.Each(ctx, len(photos), func(ctx context.Context, i int) error {
		if networks == nil {
			all[i].values = t.Design.Input.Pixels(photos[i])
			return nil
		}
		found, err := networks.Describe(ctx, photos[i])
		if err == nil {
			all[i] = photoValues{t.faceValues(found), found}
		}
		return err
	}, nil)
	return all, err
}

// filesValues are those of photos' files, helped by the cache of faces; errs says of each photo why there are none.
func (t *Tower) filesValues(ctx context.Context, files []*photo.File) (all []photoValues, errs []error) {
	all, errs = make([]photoValues, len(files)), make([]error, len(files))
	networks, err := t.networks(ctx)
	if err != nil {
		return all, slices.Repeat([]error{err}, len(files))
	}
	parallel.All(len(files), func(i int) {
		if networks == nil {
			img, err := files[i].DecodeContext(ctx)
			if errs[i] = err; err == nil {
				all[i].values = t.Design.Input.Pixels(img)
			}
			return
		}
		found, err := networks.DescribeFile(ctx, t.cache, files[i], t.seesChips())
		if errs[i] = err; err == nil {
			all[i] = photoValues{t.faceValues(found), found}
		}
	})
	return all, errs
}

// networks are those that find faces, loaded the first time; nil for recipes that look for none.
func (t *Tower) networks(ctx context.Context) (*face.Networks, error) {
	if !t.Design.Input.FindsFaces() {
		return nil, nil
	}
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.faces != nil {
		return t.faces, nil
	}
	var err error
	if t.faces, err = face.Open(ctx); err != nil {
		return nil, err
	}
	if t.Design.Input.Shaped {
		t.faces = t.faces.Shaped()
	}
	return t.faces, nil
}

// seesChips says whether the network looks at aligned faces, rather than at their descriptions.
func (t *Tower) seesChips() bool { return t.Design.Input.FindsFaces() && t.Design.Input.Size() > 0 }

// faceValues is a face as the frozen part takes it.
func (t *Tower) faceValues(d *face.Description) []float32 {
	if t.seesChips() {
		return t.Design.Input.Pixels(d.Chip)
	}
	return d.Embedding
}

// Untrained is a tower that takes the face's description as it comes, with the thresholds of its recogniser at false match rates of 1 % and 0.1 %. It needs nothing of
// libtorch.
func Untrained(ctx context.Context, d Design) (*Model, error) {
	t, err := New(d, nil, "", 0)
	if err != nil {
		return nil, err
	}
	t.device, t.cache, t.asIs = torch.CPU, face.OpenCache(), true
	if _, err := t.networks(ctx); err != nil { // at once: there is nothing else that it could be refused for
		return nil, err
	}
	return &Model{Tower: t, Judgement: Judgement{}.WithGeneral(errorrate.UsualFMR), Untrained: true}, nil
}

// WithGeneral is the judgement with the thresholds that the recogniser's own distances have for a false match rate, measured on other
// people.
func (j Judgement) WithGeneral(rate float64) Judgement {
	const sureFactor = 10
	r := face.BuiltIn()
	finest, _ := r.FMRAt(0)
	shown := func(rate float64) bool { return rate > 0.999*finest } // as it is interpolated
	j.Rate, j.Threshold, j.Sure = rate, r.Threshold(rate), r.Threshold(rate/sureFactor)
	j.ThresholdShown, j.SureShown, j.General = shown(rate), shown(rate/sureFactor), true
	return j
}
