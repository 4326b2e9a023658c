package torch_test

import (
	"context"
	"fmt"

	"siamface/model/torch"
)

// Operations run on libtorch's thread and use their tensors up; the first error is asked for at the end.
func ExampleFlow() {
	err := torch.Do(context.Background(), func() error {
		x, err := torch.FromFloats([]float32{3, 4, 0, 2}, torch.CPU, 2, 2)
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		unit := f.UnitRows(x)
		if f.Err() != nil {
			return f.Err()
		}
		defer torch.Drop(unit)
		numbers, err := torch.Floats(unit)
		fmt.Println(numbers)
		return err
	})
	fmt.Println(err)
	// Output:
	// [0.6 0.8 0 1]
	// <nil>
}

func ExampleMultiply() {
	err := torch.Do(context.Background(), func() error {
		a, b := torch.Rows([]float64{1, 2, 3, 4}, 2), torch.Rows([]float64{1, 0, 1, 1}, 2)
		product, err := torch.Multiply(a, b)
		fmt.Println(product)
		return err
	})
	fmt.Println(err)
	// Output:
	// [3 2 7 4]
	// <nil>
}
