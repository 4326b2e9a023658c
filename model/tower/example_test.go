package tower_test

import (
	"fmt"

	"siamface/model/recipes"
	"siamface/model/tower"
)

// A tower is built from a recipe's design. Without pretrained weights its frozen part is random, and says so.
func ExampleNew() {
	r, err := recipes.Find(recipes.ResNet50)
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := tower.New(r.Design, nil, "", 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Origin)
	fmt.Println(len(t.Weights), "tensors, the first a", t.Weights["conv1.weight"].Shape)
	// Output:
	// random (seed 7), no pretrained weights
	// 320 tensors, the first a [64 3 7 7]
}
