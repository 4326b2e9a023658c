package recipes_test

import (
	"fmt"

	"siamface/model/recipes"
)

// A recipe names its network, its input and the settings of its training.
func ExampleFind() {
	r, err := recipes.Find(recipes.GradientsAligned)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("finds faces:", r.Input.FindsFaces())
	fmt.Println("solved in closed form:", r.Solved())
	fmt.Println("features and embedding:", r.Features, r.Embedding)
	fmt.Println("parameters trained:", r.Count().Trained)
	// Output:
	// finds faces: true
	// solved in closed form: true
	// features and embedding: 5648 384
	// parameters trained: 2169216
}
