import { wordSet } from './phrases.js'

export const articles = wordSet('a an the some any more another both my our few extra additional')
export const one = wordSet('a an another one один одну одна одно')
export const numberWords = wordSet(`
  one two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty hundred
  couple few dozen half quarter several
  один одна одну одно два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать пятнадцать
  двадцать тридцать сорок пятьдесят сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот тысячу пару пара полкило пол полтора полторы несколько
`)
export const numeral = /^\d+(?:[.,/]\d+)?$/
export const numeralWithUnit = /^(\d+(?:[.,]\d+)?)(kg|g|ml|l|lb|lbs|oz|кг|г|гр|мл|л|шт)$/u

export const units = wordSet(`
  loaf loaves gallon gallons quart quarts pint pints liter liters litre litres cup cups can cans bottle bottles
  box boxes bag bags pack packs package packages packet packets carton cartons jar jars tub tubs tube tubes roll rolls
  bunch bunches head heads piece pieces slice slices stick sticks bar bars case cases crate crates container containers
  pound pounds lb lbs ounce ounces oz kilo kilos kilogram kilograms kg gram grams g ml l dozen sack sacks tin tins
  pair pairs block blocks tray trays clove cloves sheet sheets
  кг кило килограмм килограмма килограммов г гр грамм грамма граммов л литр литра литров мл шт штук штуки штука
  пачка пачку пачки пачек бутылка бутылку бутылки бутылок банка банку банки банок пакет пакета пакеты пакетов
  буханка буханку буханки буханок батон коробка коробку коробки коробок упаковка упаковку упаковки упаковок
  десяток десятка десятков дюжина дюжину рулон рулона рулонов головка головку пучок пучка пучков кусок куска
  булка булку мешок мешка мешков плитка плитку плитки плиток тюбик тюбика рулончик кочан
`)
/** "a large bag of rice" */
export const sizes = wordSet('large small big little medium whole huge extra additional')
/** Units that name an amount even without a number before them: "литр молока". */
export const bareUnits = wordSet(`
  кг кило килограмм литр пачку пачка бутылку бутылка банку банка пакет буханку буханка коробку коробка упаковку упаковка
  десяток дюжину рулон головку пучок кусок булку мешок плитку тюбик кочан dozen
`)
