import pytest
import torch

from assistant.packing import pack_linear_layers

pytestmark = pytest.mark.skipif(
    not torch.cpu._is_avx512_bf16_supported(), reason="layers are packed where bfloat16 is used"
)


def test_packed_layers_give_the_same_to_the_last_bit() -> None:
    torch.manual_seed(0)
    inner = torch.nn.Sequential(torch.nn.Linear(48, 96), torch.nn.GELU(), torch.nn.Linear(96, 48))
    model = torch.nn.ModuleList([inner, torch.nn.Linear(48, 8, bias=False)]).to(torch.bfloat16)
    rows = torch.randn(7, 48, dtype=torch.bfloat16)

    with torch.inference_mode():
        before = model[1](model[0](rows))
        pack_linear_layers(model)
        after = model[1](model[0](rows))

    assert torch.equal(before, after)
