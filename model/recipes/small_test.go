package recipes_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"siamface/model/network"
	"siamface/model/recipes"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
	"siamface/model/tower"
)

// The tower small, whatever its order of memory, is its layers one after another on tensors in row-major order, in training and after it.
func TestSmallAgainstItsLayers(t *testing.T) {
	const photos, side = 3, 64
	r, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(r.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	pixels := make([]float32, photos*side*side)
	for i := range pixels {
		pixels[i] = rng.Float32()
	}
	turned := slices.Clone(pixels)
	for row := range slices.Chunk(turned, side) {
		slices.Reverse(row)
	}
	for _, training := range []bool{false, true} {
		var got, want []float32
		err = torch.Do(t.Context(), func() error {
			if err := net.Place(torchtest.Device); err != nil {
				return err
			}
			defer net.Close()
			f := new(torch.Flow)
			tensor := func(data []float32, shape ...int64) *torch.Tensor {
				x, err := torch.FromFloats(data, torchtest.Device, shape...)
				f.Fail(err)
				return x
			}
			e := net.RunHead(f, tensor(pixels, photos, side*side), training)
			defer torch.Drop(e)
			var held []*torch.Tensor
			defer func() { torch.Drop(held...) }()
			w := func(name string) *torch.Tensor {
				var shape []int64
				for _, n := range net.Weights[name].Shape {
					shape = append(shape, int64(n))
				}
				held = append(held, tensor(net.Weights[name].Data, shape...))
				return held[len(held)-1]
			}
			plainly := func(pixels []float32) *torch.Tensor {
				x := tensor(pixels, photos, 1, side, side)
				for i, n := range []string{"1", "2"} {
					stride, padding := int64(1), int64(1)
					if i == 0 {
						stride, padding = 2, 2
					}
					x = f.Conv(x, w("conv"+n+".weight"), nil, stride, padding, 1)
					x = f.ReLU(f.BatchNorm(x, w("bn"+n+".weight"), w("bn"+n+".bias"), w("bn"+n+".running_mean"), w("bn"+n+".running_var"), training))
					x = f.MaxPool(x, 2, 2, 0)
				}
				return f.Reshape(x, photos, -1)
			}
			plain := plainly(pixels)
			if !training { // with the mirror images'
				plain = f.Affine(f.Add(plain, plainly(turned)), 0.5, 0)
			}
			plain = f.UnitRows(f.Linear(plain, w(network.DenseWeight), w(network.DenseBias)))
			defer torch.Drop(plain)
			if f.Err() != nil {
				return f.Err()
			}
			if got, err = torch.Floats(e); err != nil {
				return err
			}
			want, err = torch.Floats(plain)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if math.Abs(float64(got[i]-want[i])) > 1e-5 {
				t.Fatalf("training %v: number %d is %v, want %v", training, i, got[i], want[i])
			}
		}
	}
}
