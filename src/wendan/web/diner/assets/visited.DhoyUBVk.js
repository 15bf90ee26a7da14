import{j as i,s}from"./index-BwDeIFal.js";function t(){return i("visited")??[]}function e(i){s("visited",[i,...t().filter(s=>s!==i)].slice(0,5))}export{e as n,t as v};
