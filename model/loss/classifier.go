package loss

import (
	"fmt"
	"math"

	"siamface/model/random"
	"siamface/model/torch"
)

// classifier holds a vector a person. With c the cosine between a photo and its own person's vector and c_j those with the others',
// the loss is the mean of
//
//		−ln( exp(s·m(c)) / (exp(s·m(c)) + Σ exp(s·c_j)) )
//
//	  - ArcFace, "ArcFace: additive angular margin loss for deep face recognition" (Deng, Guo, Xue and Zafeiriou, 2019), equation 3:
//	    m(c) = cos(θ + margin) with θ = arccos(c). Beyond θ = π − margin, where that would rise again, it goes on falling as c −
//	    margin·sin(margin);
//	  - CosFace, "CosFace: large margin cosine loss for deep face recognition" (Wang, Wang, Zhou and others, 2018), equation 4:
//	    m(c) = c − margin.
//
// The vectors are trained with the tower and forgotten afterwards: new people have none.
type classifier struct {
	Settings
	device  torch.Device
	class   map[int]int // of a person
	width   int         // of an embedding
	vectors *torch.Tensor
}

func newClassifier(s Settings, people People, device torch.Device) (Loss, error) {
	c := &classifier{Settings: s, device: device, class: map[int]int{}, width: people.Embedding}
	for _, p := range people.Person {
		if _, known := c.class[p]; !known {
			c.class[p] = len(c.class)
		}
	}
	rng := random.New(people.Seed, random.ClassifierWeights)
	values := make([]float32, len(c.class)*people.Embedding)
	for i := range values {
		values[i] = float32(rng.NormFloat64() / math.Sqrt(float64(people.Embedding)))
	}
	return c, c.place(values)
}

// place makes the vectors, a row each.
func (c *classifier) place(values []float32) (err error) {
	c.vectors, err = torch.Variable(values, c.device, int64(len(c.class)), int64(c.width))
	return err
}

func (c *classifier) Restore(values [][]float32) error {
	if len(values) != 1 {
		return fmt.Errorf("a loss with a vector a person has one tensor, not %d", len(values))
	}
	old := c.vectors
	defer torch.Drop(old)
	return c.place(values[0])
}

func (c *classifier) Trainable() []*torch.Tensor { return []*torch.Tensor{c.vectors} }

func (c *classifier) Close() {
	torch.Drop(c.vectors)
	c.vectors = nil
}

func (c *classifier) Of(f *torch.Flow, embeddings *torch.Tensor, b Batch) *torch.Tensor {
	n, classes := int64(len(b.Person)), int64(len(c.class))
	own, others := make([]float32, n*classes), make([]float32, n*classes)
	for i, p := range b.Person {
		for k := range others[i*int(classes) : (i+1)*int(classes)] {
			others[i*int(classes)+k] = 1
		}
		at := i*int(classes) + c.class[p]
		own[at], others[at] = 1, 0
	}
	cosines := f.MatMul(f.UnitRows(embeddings), f.UnitRows(f.Share(c.vectors)))
	mine := constants(f, own, c.device, n, classes)
	target := f.SumRows(f.Mul(f.Share(cosines), f.Share(mine)), true) // [N, 1]
	target = f.Affine(c.narrow(f, target), c.Scale, 0)
	rest := f.Affine(f.Mul(cosines, constants(f, others, c.device, n, classes)), c.Scale, 0)
	logits := f.Add(rest, f.Mul(mine, f.Share(target)))
	return f.Mean(f.Sub(f.LogSumExpRows(logits), f.Reshape(target, -1)))
}

// narrow takes the margin from the cosines [N, 1] with the photos' own people.
func (c *classifier) narrow(f *torch.Flow, cosine *torch.Tensor) *torch.Tensor {
	if c.Name == CosFace {
		return f.Affine(cosine, 1, -c.Margin)
	}
	var within, beyond []float32
	for _, v := range read(f, cosine) {
		if float64(v) > math.Cos(math.Pi-c.Margin) {
			within, beyond = append(within, 1), append(beyond, 0)
		} else {
			within, beyond = append(within, 0), append(beyond, 1)
		}
	}
	n := int64(len(within))
	// cos(θ + m) = cos θ·cos m − sin θ·sin m
	sine := f.Sqrt(f.AtLeast(f.Affine(f.Square(f.Share(cosine)), -1, 1), 1e-7))
	turned := f.Sub(f.Affine(f.Share(cosine), math.Cos(c.Margin), 0), f.Affine(sine, math.Sin(c.Margin), 0))
	lowered := f.Affine(cosine, 1, -c.Margin*math.Sin(c.Margin))
	return f.Add(f.Mul(turned, constants(f, within, c.device, n, 1)), f.Mul(lowered, constants(f, beyond, c.device, n, 1)))
}
